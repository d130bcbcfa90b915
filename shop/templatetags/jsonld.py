"""Structured data for search engines (schema.org), escaped so that no text can leave its script element."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.currency import to_major
from shop.models import Product
from shop.rules.tree import Node

register = template.Library()
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def website_jsonld() -> SafeString:
    target = settings.BASE_URL + reverse("shop:search") + "?q={query}"
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=query"}
    return script_of(
        {"@type": "WebSite", "name": settings.SHOP_NAME, "url": settings.BASE_URL, "potentialAction": action}
    )


@register.simple_tag
def breadcrumb_jsonld(trail: list[Node]) -> SafeString:
    items = [
        {"@type": "ListItem", "position": place, "name": node.name, "item": settings.BASE_URL + node.url}
        for place, node in enumerate(trail, 1)
    ]
    return script_of({"@type": "BreadcrumbList", "itemListElement": items})


@register.simple_tag
def product_jsonld(
    product: Product, variant: Any, available: int, pictures: list[Any], reviews: list[dict[str, Any]] | None = None
) -> SafeString:
    """The product as the page shows it, with the `reviews` that stand on it; no rating block without reviews."""
    data: dict[str, Any] = {
        "@type": "Product",
        "name": product.title,
        "description": product.description[:500],
        "url": settings.BASE_URL + product.get_absolute_url(),
        "image": [settings.BASE_URL + picture.file.url for picture in pictures[:3]],
    }
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand.name}
    if product.rating_count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": product.rating,
            "reviewCount": product.rating_count,
            "bestRating": 5,
            "worstRating": 1,
        }
    if reviews:
        data["review"] = reviews
    if variant:
        data |= {"sku": variant.sku, "offers": _offer(product, variant, available)}
        if variant.gtin:
            data["gtin"] = variant.gtin
    return script_of(data)


def _offer(product: Product, variant: Any, available: int) -> dict[str, Any]:
    expected_on = getattr(variant, "expected_on", None)
    ahead = "PreOrder" if product.is_preorder else "BackOrder" if expected_on else "OutOfStock"
    stock = "OutOfStock" if not product.is_buyable else "InStock" if available else ahead
    offer = {
        "@type": "Offer",
        "price": str(to_major(variant.price)),
        "priceCurrency": settings.SHOP_CURRENCY,
        "availability": f"https://schema.org/{stock}",
        "url": settings.BASE_URL + product.get_absolute_url(),
    }
    return offer | ({"availabilityStarts": str(expected_on)} if stock in ("PreOrder", "BackOrder") else {})


def script_of(data: dict[str, Any]) -> SafeString:
    """The data in a script element, with nothing in it that could end the element."""
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  escaped just above
