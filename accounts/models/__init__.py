from accounts.models.addresses import Address, PostalAddress
from accounts.models.consents import Consent, ConsentSource, Frequency, Topic
from accounts.models.digests import DigestItem
from accounts.models.groups import CustomerGroup
from accounts.models.partners import Access, Partner, PartnerEvent, PartnerKey
from accounts.models.users import User, public_name

__all__ = [
    "Access",
    "Address",
    "Consent",
    "ConsentSource",
    "CustomerGroup",
    "DigestItem",
    "Frequency",
    "Partner",
    "PartnerEvent",
    "PartnerKey",
    "PostalAddress",
    "Topic",
    "User",
    "public_name",
]
