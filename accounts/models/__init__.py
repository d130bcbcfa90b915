from accounts.models.addresses import Address, PostalAddress
from accounts.models.consents import Consent, ConsentSource, Frequency, Topic
from accounts.models.digests import DigestItem
from accounts.models.events import Change, Event
from accounts.models.groups import CustomerGroup
from accounts.models.partners import Access, ApiCall, Partner, PartnerEvent, PartnerKey
from accounts.models.users import User, public_name
from accounts.models.webhooks import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
)

__all__ = [
    "Access",
    "Address",
    "ApiCall",
    "Change",
    "Consent",
    "ConsentSource",
    "CustomerGroup",
    "DigestItem",
    "Event",
    "Frequency",
    "Partner",
    "PartnerEvent",
    "PartnerKey",
    "PostalAddress",
    "Topic",
    "User",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookSecret",
    "public_name",
]
