from loyalty.models.billing import BillingAccount, BillingEvent, MembershipInvoice, MembershipRefund
from loyalty.models.gift_cards import GiftCardMail
from loyalty.models.memberships import Membership, MembershipEvent, MembershipPeriod
from loyalty.models.occasions import Occasion, OccasionRule
from loyalty.models.plans import Perk, Plan, PlanPrice
from loyalty.models.points import PointsAccount, PointsLeg, PointsLot, PointsMove, PointsProgram, PointsRequest
from loyalty.models.price_moves import PriceMove, PriceNotice
from loyalty.models.purses import Purse, PurseEntry
from loyalty.models.referrals import Referral, ReferralCode, ReferralProgram
from loyalty.models.savings import Saving
from loyalty.models.tiers import Tier, TierCount, TierMove, TierStatus
from loyalty.models.trials import TrialUse

__all__ = [
    "BillingAccount",
    "BillingEvent",
    "GiftCardMail",
    "Membership",
    "MembershipEvent",
    "MembershipInvoice",
    "MembershipPeriod",
    "MembershipRefund",
    "Occasion",
    "OccasionRule",
    "Perk",
    "Plan",
    "PlanPrice",
    "PointsAccount",
    "PointsLeg",
    "PointsLot",
    "PointsMove",
    "PointsProgram",
    "PointsRequest",
    "PriceMove",
    "PriceNotice",
    "Purse",
    "PurseEntry",
    "Referral",
    "ReferralCode",
    "ReferralProgram",
    "Saving",
    "Tier",
    "TierCount",
    "TierMove",
    "TierStatus",
    "TrialUse",
]
