from accounts.models.addresses import Address, PostalAddress
from accounts.models.consents import Consent, ConsentSource, Frequency, Topic
from accounts.models.digests import DigestItem
from accounts.models.groups import CustomerGroup
from accounts.models.users import User, public_name

__all__ = [
    "Address",
    "Consent",
    "ConsentSource",
    "CustomerGroup",
    "DigestItem",
    "Frequency",
    "PostalAddress",
    "Topic",
    "User",
    "public_name",
]
