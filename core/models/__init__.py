from core.models.mail import OutgoingMail

__all__ = ["OutgoingMail"]
