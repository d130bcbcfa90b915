"""What a review is in the feed for shopping sites: Google's product review feed, version 2.4, whose elements have an
order of their own, and the same as a line of JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.xml import element, wrap

VERSION = "2.4"
SCHEMA = f"http://www.google.com/shopping/reviews/schema/product/{VERSION}/product_reviews.xsd"
METHODS = {"mail": "post_fulfillment", "site": "unsolicited"}
"""How it came to be written, by its source; of reviews from other shops we cannot say."""

ANONYMOUS = "Anonymous"


@dataclass(frozen=True)
class Thing:
    """What is reviewed: the variant that was bought, or all of the product where that is not known."""

    name: str
    link: str
    gtins: Sequence[str] = ()
    part_number: str = ""
    skus: Sequence[str] = ()
    brand: str = ""


@dataclass(frozen=True)
class Opinion:
    """A published review. `written_at` is ISO 8601; `name` is "" of who wants no name beside it."""

    id: int
    name: str
    written_at: str
    title: str
    text: str
    language: str
    stars: int
    page: str
    thing: Thing
    photos: Sequence[str] = ()
    source: str = "site"
    is_verified: bool = False
    is_returned: bool = False
    is_insider: bool = False
    incentive: str = "none"


def line_content(opinion: Opinion) -> dict[str, object]:
    """Everything that the review's page says of it, what was given for it included."""
    thing = opinion.thing
    return {
        "id": opinion.id,
        "author": opinion.name or None,
        "is_anonymous": not opinion.name,
        "written_at": opinion.written_at,
        "title": opinion.title,
        "text": opinion.text,
        "language": opinion.language,
        "stars": opinion.stars,
        "url": opinion.page,
        "photos": list(opinion.photos),
        "is_verified": opinion.is_verified,
        "is_returned": opinion.is_returned,
        "is_insider": opinion.is_insider,
        "incentive": opinion.incentive,
        "source": opinion.source,
        "product": {
            "name": thing.name,
            "url": thing.link,
            "gtins": list(thing.gtins),
            "mpn": thing.part_number or None,
            "skus": list(thing.skus),
            "brand": thing.brand or None,
        },
    }


def review_xml(opinion: Opinion) -> str:
    """The review as an element; "" for stars without words, which the format does not know, and for words of staff and
    family, which its readers' rules forbid."""
    if not opinion.text.strip() or opinion.is_insider:
        return ""
    anonymous: Mapping[str, str] = {} if opinion.name else {"is_anonymous": "true"}
    method = METHODS.get(opinion.source, "")
    photos = [wrap("reviewer_image", element("url", photo)) for photo in opinion.photos]
    return wrap(
        "review",
        element("review_id", str(opinion.id)),
        wrap("reviewer", element("name", opinion.name or ANONYMOUS, **anonymous)),
        element("review_timestamp", opinion.written_at),
        element("title", opinion.title) if opinion.title else "",
        element("content", opinion.text),
        element("review_url", opinion.page, type="group"),
        wrap("reviewer_images", *photos),
        wrap("ratings", element("overall", str(opinion.stars), min="1", max="5")),
        wrap("products", _thing_xml(opinion.thing)),
        element("is_verified_purchase", "true" if opinion.is_verified else "false"),
        element("is_incentivized_review", "false" if opinion.incentive == "none" else "true"),
        element("collection_method", method) if method else "",
    )


def head_xml(publisher: str, favicon: str) -> str:
    said = wrap("publisher", element("name", publisher), element("favicon", favicon))
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    root = f'<feed xmlns:xsi="{xsi}" xsi:noNamespaceSchemaLocation="{SCHEMA}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}{element("version", VERSION)}{said}<reviews>\n'


FOOT = "</reviews></feed>\n"


def _thing_xml(thing: Thing) -> str:
    ids = wrap(
        "product_ids",
        wrap("gtins", *(element("gtin", gtin) for gtin in thing.gtins)),
        wrap("mpns", element("mpn", thing.part_number)) if thing.part_number else "",
        wrap("skus", *(element("sku", sku) for sku in thing.skus)),
        wrap("brands", element("brand", thing.brand)) if thing.brand else "",
    )
    return wrap("product", ids, element("product_name", thing.name), element("product_url", thing.link))
