from accounts.models.addresses import Address, PostalAddress
from accounts.models.users import User, public_name

__all__ = ["Address", "PostalAddress", "User", "public_name"]
