"""What can happen to a product: saved, published, taken back, retired, moved to a new address."""

from collections.abc import Container

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.jobs import later
from core.money import Money
from shop.actions.listings import mark_changed, refresh_availability, refresh_prices
from shop.actions.partner_events import note_products
from shop.actions.prices import record_first_price
from shop.actions.search import index_products
from shop.models import Category, FormerSlug, Picture, Product, Variant
from shop.rules.gift_cards import GIFT_CARD_SKU, GIFT_CARD_SLUG


class NothingToSell(Refused):
    code = "nothing_to_sell"
    message = _("A product needs an active variant before it can be published.")


@transaction.atomic
def publish_product(*, product: Product) -> Product:
    """Put the product on sale. Raises NothingToSell without an active variant; a published one stays published."""
    [product] = Product.objects.lock([product.pk])
    if not product.variants.goods().filter(is_active=True).exists():
        raise NothingToSell
    if product.state != Product.State.PUBLISHED:
        product.move_to(Product.State.PUBLISHED)
        note_products("product.published", [product.pk])
    record_edit(product=product)
    return product


@transaction.atomic
def retire_product(*, product: Product) -> Product:
    """Take the product off sale for good; its page stays. A draft cannot be retired: it raises NothingToSell."""
    [product] = Product.objects.lock([product.pk])
    if product.state == Product.State.DRAFT:
        raise NothingToSell(_("A draft was never on sale, so it cannot be retired."))
    if product.state == Product.State.PUBLISHED:
        product.move_to(Product.State.RETIRED)
        note_products("product.retired", [product.pk])
    record_edit(product=product)
    return product


@transaction.atomic
def record_edit(*, product: Product, former_slug: str = "", by: User | None = None) -> Product:
    """Staff or an import saved the product: its listing columns, price history, old address and index follow."""
    if former_slug and former_slug != product.slug:
        FormerSlug.objects.get_or_create(slug=former_slug, defaults={"product": product})
    FormerSlug.objects.filter(slug=product.slug).delete()
    for variant in Variant.objects.filter(product=product, price_history=None):
        record_first_price(variant, "first price", by)
    for picture in Picture.objects.filter(product=product, state=Picture.State.WAITING):
        later("shop.make_renditions", picture_id=picture.pk)
    _choose_pictures(product)
    refresh_prices([product.pk])
    refresh_availability([product.pk])
    mark_changed(product)
    index_products([product.pk])
    note_products("product.updated", [product.pk])
    return product


@transaction.atomic
def place_category(*, category: Category) -> Category:
    """Write the category's path from its parent's, and those of everything below it."""
    parent_path = category.parent.path if category.parent else "/"
    category.path = f"{parent_path}{category.pk}/"
    Category.objects.filter(pk=category.pk).update(path=category.path)
    for child in category.children.all():
        place_category(category=child)
    Category.forget_tree()
    return category


def free_slug(title: str, taken: Container[str] = (), limit: int = 120, otherwise: str = "product") -> str:
    """A slug that is not among `taken`: "desk-lamp", "desk-lamp-2". A title without Latin letters is `otherwise`."""
    base = slugify(title)[:limit].strip("-") or otherwise
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _choose_pictures(product: Product) -> None:
    shown = [*Picture.objects.filter(product=product).exclude(state=Picture.State.BROKEN)[:2], None, None]
    Product.objects.filter(pk=product.pk).update(main_picture=shown[0], second_picture=shown[1])


@transaction.atomic
def gift_card_variant() -> Variant:
    """What an order line of a gift card stands for: never shown, and made when the first card is sold."""
    known = Variant.objects.filter(sku=GIFT_CARD_SKU).select_related("product").first()
    if known:
        return known
    shelf = Category.objects.order_by("pk").first()
    shelf = shelf or place_category(category=Category.objects.create(name="–", slug="no-shelf"))
    others = Product.objects.goods().filter(slug__startswith=GIFT_CARD_SLUG).values_list("slug", flat=True)
    product, _created = Product.objects.get_or_create(
        slug=free_slug(GIFT_CARD_SLUG, set(others)), defaults={"title": "Gift card", "category": shelf}
    )
    return Variant.objects.get_or_create(
        sku=GIFT_CARD_SKU, defaults={"product": product, "price": Money(1), "base_price": Money(1)}
    )[0]
