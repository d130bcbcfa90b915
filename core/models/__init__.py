from core.models.answers import KeptAnswer
from core.models.mail import OutgoingMail

__all__ = ["KeptAnswer", "OutgoingMail"]
