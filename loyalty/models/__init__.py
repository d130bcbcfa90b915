from loyalty.models.gift_cards import GiftCardMail
from loyalty.models.memberships import Membership, Plan
from loyalty.models.purses import Purse, PurseEntry

__all__ = ["GiftCardMail", "Membership", "Plan", "Purse", "PurseEntry"]
