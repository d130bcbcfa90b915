from shop.models.alerts import Alert
from shop.models.attributes import Attribute, ProductAttribute
from shop.models.catalog import Brand, Category, FormerSlug, Product, Variant
from shop.models.pages import Page
from shop.models.pictures import Document, Picture
from shop.models.price_lists import PriceList, PriceListEntry
from shop.models.prices import PriceChange
from shop.models.stock import Location, StockHold, StockMovement, StockRecord

__all__ = [
    "Alert",
    "Attribute",
    "Brand",
    "Category",
    "Document",
    "FormerSlug",
    "Location",
    "Page",
    "Picture",
    "PriceChange",
    "PriceList",
    "PriceListEntry",
    "Product",
    "ProductAttribute",
    "StockHold",
    "StockMovement",
    "StockRecord",
    "Variant",
]
