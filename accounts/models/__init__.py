from accounts.models.addresses import Address, PostalAddress
from accounts.models.groups import CustomerGroup
from accounts.models.users import User, public_name

__all__ = ["Address", "CustomerGroup", "PostalAddress", "User", "public_name"]
