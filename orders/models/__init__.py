from orders.models.baskets import Basket, BasketLine
from orders.models.cancel_requests import CancelRequest
from orders.models.claims import Claim, ClaimLine, ClaimPhoto
from orders.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone
from orders.models.documents import CreditNote, CreditNotePart, DocumentSeries, Invoice
from orders.models.earning import EarningRule, Reward, RewardClaim
from orders.models.events import OrderEvent
from orders.models.gift_cards import GiftCardRequest
from orders.models.order_lines import OrderLine
from orders.models.orders import Order, OrderAddress
from orders.models.payments import Payment, Refund, StripeEvent
from orders.models.price_drops import PriceDrop, PriceDropPromise, PriceDropWish
from orders.models.promotions import Coupon, OrderDiscount, Promotion, PromotionAllowance, PromotionUse
from orders.models.return_papers import ReturnLabel, ReturnMessage, ReturnPhoto
from orders.models.return_policy import ReturnPolicy
from orders.models.returns import Return, ReturnLine
from orders.models.shipments import Shipment, ShipmentLine
from orders.models.stock_problems import StockProblem
from orders.models.taxes import TaxRate
from orders.models.tenders import OrderTender, TenderShare
from orders.models.tracking import CarrierEvent, DeliveryProof

__all__ = [
    "Basket",
    "BasketLine",
    "CancelRequest",
    "CarrierEvent",
    "Claim",
    "ClaimLine",
    "ClaimPhoto",
    "Coupon",
    "CreditNote",
    "CreditNotePart",
    "DeliveryMethod",
    "DeliveryProof",
    "DeliveryRate",
    "DeliveryZone",
    "DocumentSeries",
    "EarningRule",
    "GiftCardRequest",
    "Invoice",
    "Order",
    "OrderAddress",
    "OrderDiscount",
    "OrderEvent",
    "OrderLine",
    "OrderTender",
    "Payment",
    "PriceDrop",
    "PriceDropPromise",
    "PriceDropWish",
    "Promotion",
    "PromotionAllowance",
    "PromotionUse",
    "Refund",
    "Return",
    "ReturnLabel",
    "ReturnLine",
    "ReturnMessage",
    "ReturnPhoto",
    "ReturnPolicy",
    "Reward",
    "RewardClaim",
    "Shipment",
    "ShipmentLine",
    "StockProblem",
    "StripeEvent",
    "TaxRate",
    "TenderShare",
]
