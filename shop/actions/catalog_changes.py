"""Products made and changed by programs: drafts with their variants, and new words for what is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.money import Money
from shop.actions.catalog import free_slug, record_edit
from shop.models import Brand, Category, Product, Variant
from shop.rules.gift_cards import GIFT_CARD_SKU, GIFT_CARD_SLUG
from shop.rules.gtin import is_valid_gtin, same_gtins, whole_gtin
from shop.rules.options import are_alike


class SkuTaken(Refused):
    code = "sku_taken"
    message = _("One of the SKUs or GTINs belongs to another variant.")


class GtinNotValid(Refused):
    code = "gtin_not_valid"
    message = _("One of the GTINs is not valid: its check digit does not fit.")


class VariantsAlike(Refused):
    code = "variants_alike"
    message = _("Two variants have the same options: nobody could choose between them.")


class SkuReserved(Refused):
    code = "sku_reserved"
    message = _("The shop keeps this SKU for its gift cards.")


@dataclass(frozen=True)
class NewVariant:
    """A variant to begin with."""

    sku: str
    price: Money
    gtin: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def add_product(
    *, category: Category, brand: str, variants: Sequence[NewVariant], words: Mapping[str, object]
) -> Product:
    """A draft with its variants. Raises SkuReserved, SkuTaken, GtinNotValid, VariantsAlike."""
    _check(variants)
    options = dict.fromkeys(name for variant in variants for name in variant.options)
    product = Product.objects.create(
        category=category,
        brand=_brand(brand),
        slug=_free(str(words["title"])),
        option_names=list(options),
        **words,
    )
    try:
        with transaction.atomic():
            Variant.objects.bulk_create(_variant(product, variant, place) for place, variant in enumerate(variants))
    except IntegrityError as error:  # somebody else took one of them this very moment
        raise SkuTaken from error
    return record_edit(product=product)


@transaction.atomic
def change_product(
    *, product: Product, words: Mapping[str, object], check: Callable[[Product], None] = lambda product: None
) -> Product:
    """New words for a product. `check` is called once it is locked, and may refuse."""
    [product] = Product.objects.lock([product.pk])
    check(product)
    for name, value in words.items():
        setattr(product, name, value)
    product.save(update_fields=[*words, "updated_at"])
    return record_edit(product=product)


def _variant(product: Product, given: NewVariant, position: int) -> Variant:
    return Variant(
        product=product,
        sku=given.sku,
        base_price=given.price,
        price=given.price,
        gtin=given.gtin,
        options=dict(given.options),
        position=position,
    )


def _check(variants: Sequence[NewVariant]) -> None:
    skus = [variant.sku for variant in variants]
    gtins = [variant.gtin for variant in variants if variant.gtin]
    if GIFT_CARD_SKU in skus:
        raise SkuReserved
    if not all(is_valid_gtin(gtin) for gtin in gtins):
        raise GtinNotValid
    if are_alike(variant.options for variant in variants):
        raise VariantsAlike
    twice = len({*skus}) < len(skus) or len({*map(whole_gtin, gtins)}) < len(gtins)
    written = [same for gtin in gtins for same in same_gtins(gtin)]
    known = Variant.objects.filter(sku__in=skus) | Variant.objects.filter(gtin__in=written)
    if twice or known.exists():
        raise SkuTaken


def _brand(name: str) -> Brand | None:
    name = name.strip()
    if not name:
        return None
    known = Brand.objects.filter(name__iexact=name).first()
    if known:
        return known
    base = slugify(name) or "brand"
    taken = set(Brand.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return Brand.objects.create(name=name, slug=free_slug(name, taken, otherwise="brand"))


def _free(title: str) -> str:
    base = slugify(title)[:120] or "product"
    taken = set(Product.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return free_slug(title, taken | {GIFT_CARD_SLUG})
