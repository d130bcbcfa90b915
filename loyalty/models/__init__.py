from loyalty.models.gift_cards import GiftCardMail
from loyalty.models.memberships import Membership, Plan
from loyalty.models.occasions import Occasion, OccasionRule
from loyalty.models.points import PointsAccount, PointsLeg, PointsLot, PointsMove, PointsProgram, PointsRequest
from loyalty.models.purses import Purse, PurseEntry
from loyalty.models.referrals import Referral, ReferralCode, ReferralProgram

__all__ = [
    "GiftCardMail",
    "Membership",
    "Occasion",
    "OccasionRule",
    "Plan",
    "PointsAccount",
    "PointsLeg",
    "PointsLot",
    "PointsMove",
    "PointsProgram",
    "PointsRequest",
    "Purse",
    "PurseEntry",
    "Referral",
    "ReferralCode",
    "ReferralProgram",
]
