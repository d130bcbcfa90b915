from orders.models.baskets import Basket, BasketLine
from orders.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone
from orders.models.orders import Order, OrderAddress, OrderEvent, OrderLine
from orders.models.payments import Payment, Refund, StripeEvent
from orders.models.shipments import Shipment, ShipmentLine
from orders.models.taxes import TaxRate

__all__ = [
    "Basket",
    "BasketLine",
    "DeliveryMethod",
    "DeliveryRate",
    "DeliveryZone",
    "Order",
    "OrderAddress",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "Refund",
    "Shipment",
    "ShipmentLine",
    "StripeEvent",
    "TaxRate",
]
