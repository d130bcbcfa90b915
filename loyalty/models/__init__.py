from loyalty.models.memberships import Membership, Plan
from loyalty.models.purses import Purse, PurseEntry

__all__ = ["Membership", "Plan", "Purse", "PurseEntry"]
