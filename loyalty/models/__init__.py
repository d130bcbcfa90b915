from loyalty.models.memberships import Membership, Plan

__all__ = ["Membership", "Plan"]
