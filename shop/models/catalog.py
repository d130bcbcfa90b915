"""The catalog: categories in a tree, brands, products and the variants people buy."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, Least, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner
from core.fields import MoneyField
from core.money import Money
from core.rights import sees_all
from core.states import Stateful, known_states
from shop.rules.gift_cards import GIFT_CARD_SKU
from shop.rules.gtin import is_valid_gtin
from shop.rules.return_rules import ReturnRule
from shop.rules.tree import CategoryTree, Node
from shop.rules.unit_prices import UNITS, UnitPrice, unit_price

TREE_KEY, TREE_SECONDS = "shop:category-tree", 30


def valid_gtin(value: str) -> None:
    """Raises ValidationError unless the check digit is right (GS1 General Specifications, section 7.9)."""
    if not is_valid_gtin(value):
        raise ValidationError(_("This is not a GTIN: its check digit is wrong."))


class Category(models.Model):
    """A place in the tree. `path` is the materialised path of ids from the root: "/3/17/"."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    path = models.CharField(max_length=120, db_index=True, editable=False, default="")
    icon = models.CharField(_("icon"), max_length=40, default="package", help_text=_("The name of a Lucide icon."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    description = models.TextField(_("description"), blank=True)
    facets = models.JSONField(_("filters"), default=list, blank=True, help_text=_("Keys of attributes to filter by."))
    review_wait_days = models.PositiveSmallIntegerField(
        _("days until the review request"),
        null=True,
        blank=True,
        help_text=_("After delivery; empty for the shop's default."),
    )
    review_aspects = models.JSONField(
        _("asked in reviews"),
        default=list,
        blank=True,
        help_text=_("Up to five things beside the stars, such as fit or ease of use; each is answered by 1 to 5."),
    )
    return_rule = models.CharField(
        _("after delivery it"),
        max_length=10,
        choices=ReturnRule,
        blank=True,
        default="",
        help_text=_("Empty for the rule of the category above. Goods that hygiene or making to measure excludes."),
    )
    rating_mean = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Of all its products' reviews, in hundredths of a star; 0 without any."
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:category-detail", args=[self.slug])

    @property
    def line(self) -> list[int]:
        """Its ids from the root down to itself."""
        return [int(pk) for pk in self.path.split("/") if pk]

    @staticmethod
    def tree() -> CategoryTree:
        """The whole tree, from the cache for at most TREE_SECONDS."""
        rows = cache.get(TREE_KEY)
        if rows is None:
            rows = Category.rows_of_tree()
            cache.set(TREE_KEY, rows, TREE_SECONDS)
        return CategoryTree(Node(*row) for row in rows)

    @staticmethod
    def rows_of_tree() -> list[tuple[int, str, str, str, str, int | None]]:
        """What the tree is made of, as it stands in this transaction: the values of Node."""
        return list(Category.objects.values_list("id", "name", "slug", "path", "icon", "parent_id"))

    @staticmethod
    def forget_tree() -> None:
        """After commit, menus are read anew."""
        transaction.on_commit(lambda: cache.delete(TREE_KEY))


class Brand(models.Model):
    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), max_length=140, unique=True)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="one_brand_per_name")]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, actor: object) -> "ProductQuerySet":
        """Everybody sees published and retired products; partners drafts as well; staff with the right all."""
        if sees_all(actor, self.model):
            return self
        return self.goods() if isinstance(actor, Partner) else self.goods().exclude(state=Product.State.DRAFT)

    def goods(self) -> "ProductQuerySet":
        """All but the one that gift cards are sold as."""
        return self.exclude(variants__sku=GIFT_CARD_SKU)

    def listed(self) -> "ProductQuerySet":
        """What listings, search and sitemaps show."""
        return self.filter(state=Product.State.PUBLISHED)

    def within(self, category: Category) -> "ProductQuerySet":
        return self.filter(category__path__startswith=category.path)

    def priced_for(self, lists: Sequence[int]) -> "ProductQuerySet":
        """To be ordered and filtered by `shown_price`: what somebody with these personal price lists pays at least."""
        if not lists:
            return self.alias(shown_price=F("price_from"))
        listed = Variant.objects.filter(product=OuterRef("pk"), is_active=True, list_prices__price_list__in=lists)
        own = listed.order_by().values("product").values_list(Min("list_prices__price"))
        return self.alias(shown_price=Least("price_from", Coalesce(Subquery(own), F("price_from"))))

    def lock(self, pks: Iterable[int]) -> list["Product"]:
        """The rows locked in pk order."""
        return list(self.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk"))


class ProductState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Product(Stateful):
    """A thing with a page. What listings show of prices, stock and reviews is recorded on the row by actions."""

    State = ProductState

    class TaxClass(models.TextChoices):
        STANDARD = "standard", _("Standard")
        REDUCED = "reduced", _("Reduced")
        ZERO = "zero", _("Zero")

    MOVES = {
        State.DRAFT: (State.PUBLISHED,),
        State.PUBLISHED: (State.RETIRED, State.DRAFT),
        State.RETIRED: (State.PUBLISHED,),
    }

    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(_("slug"), max_length=140, unique=True)
    source_id = models.CharField(_("id in the import's source"), max_length=80, unique=True, null=True, blank=True)
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="products")
    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    description = models.TextField(_("description"), blank=True)
    bullet_points = models.JSONField(_("bullet points"), default=list, blank=True)
    option_names = models.JSONField(_("options"), default=list, blank=True, help_text=_('Such as ["Color", "Size"].'))
    source_hash = models.CharField(
        max_length=32, default="", editable=False, help_text="Of the row it was imported from: the same row is no news."
    )
    part_number = models.CharField(_("maker's part number"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    tax_class = models.CharField(_("tax class"), max_length=10, choices=TaxClass, default=TaxClass.STANDARD)
    weight_g = models.PositiveIntegerField(_("weight in grams"), null=True, blank=True)
    width_mm = models.PositiveIntegerField(_("width in mm"), null=True, blank=True)
    height_mm = models.PositiveIntegerField(_("height in mm"), null=True, blank=True)
    depth_mm = models.PositiveIntegerField(_("depth in mm"), null=True, blank=True)
    ships_to = models.JSONField(
        _("ships to"), default=list, blank=True, help_text=_("Country codes; empty for everywhere the shop delivers.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    # Recorded by actions for listings: never edited by hand.
    version = models.PositiveIntegerField(default=1, editable=False)
    main_picture = models.ForeignKey("shop.Picture", models.SET_NULL, null=True, editable=False, related_name="+")
    second_picture = models.ForeignKey("shop.Picture", models.SET_NULL, null=True, editable=False, related_name="+")
    price_from = MoneyField(_("price from"), null=True, editable=False)
    was_price = MoneyField(null=True, editable=False)
    has_price_range = models.BooleanField(default=False, editable=False)
    unit_price = MoneyField(null=True, editable=False)
    price_unit = models.CharField(
        max_length=5, default="", editable=False, help_text="What the unit price buys: kg, l."
    )
    is_available = models.BooleanField(_("in stock"), default=False, editable=False)
    expected_on = models.DateField(
        _("expected on"), null=True, editable=False, help_text="Sold out, but it can be ordered for this day."
    )
    rating_hundredths = models.PositiveSmallIntegerField(_("rating in hundredths of a star"), default=0, editable=False)
    rating_counts = models.JSONField(default=list, editable=False, help_text="Reviews with 1, 2, 3, 4 and 5 stars.")
    rating_rank = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="For sorting: few reviews are drawn towards what is usual in the category."
    )
    rating_count = models.PositiveIntegerField(_("reviews"), default=0, editable=False)
    question_count = models.PositiveIntegerField(_("questions"), default=0, editable=False)
    sold_count = models.PositiveIntegerField(_("sold"), default=0, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["source_hash"]),
            models.Index(fields=["state", "category", "-sold_count"]),
            models.Index(fields=["state", "-sold_count", "-id"]),
            models.Index(fields=["state", "-released_on", "-id"]),
            models.Index(fields=["state", "-rating_rank", "-rating_count"]),
        ]
        constraints = [
            known_states("product_state_known", ProductState),
            models.CheckConstraint(condition=models.Q(rating_hundredths__lte=500), name="rating_at_most_five_stars"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("shop:product-detail", args=[self.slug])

    @property
    def is_buyable(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_preorder(self) -> bool:
        """Whether ordering it now means waiting for its first day on sale."""
        return bool(self.expected_on and self.released_on and self.released_on > timezone.localdate())

    @property
    def rating(self) -> float:
        """Stars, 0.0 to 5.0, for showing."""
        return self.rating_hundredths / 100


class FormerSlug(models.Model):
    """A slug a product once had: its old address answers with a permanent redirect."""

    slug = models.SlugField(max_length=140, unique=True)
    product = models.ForeignKey(Product, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class VariantQuerySet(models.QuerySet["Variant"]):
    def buyable(self) -> "VariantQuerySet":
        return self.goods().filter(is_active=True, product__state=Product.State.PUBLISHED)

    def goods(self) -> "VariantQuerySet":
        """All but the one that gift cards are sold as: it costs what each card is worth, and stands nowhere."""
        return self.exclude(sku=GIFT_CARD_SKU)

    def lock(self, pks: Iterable[int]) -> list["Variant"]:
        """The rows locked in pk order; baskets may still point at them."""
        return list(self.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk"))


class Variant(models.Model):
    """What is bought: one SKU with its options and price.

    `base_price` is what staff set; `price` what everybody pays now, which a price list may make lower; `compare_at` the
    lowest price of the 30 days before a reduction. They are changed by the verbs in shop/actions/prices.py alone.
    """

    class ContentUnit(models.TextChoices):
        GRAM = "g", _("g")
        MILLILITRE = "ml", _("ml")
        METRE = "m", _("m")
        SQUARE_METRE = "m2", _("m²")
        PIECE = "piece", _("pieces")

    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=60, unique=True)
    gtin = models.CharField(_("GTIN"), max_length=14, unique=True, null=True, blank=True, validators=[valid_gtin])
    options = models.JSONField(_("options"), default=dict, blank=True, help_text=_('Such as {"Color": "Blue"}.'))
    base_price = MoneyField(_("list price"), editable=False)
    price = MoneyField(_("price"))
    compare_at = MoneyField(_("price before"), null=True, editable=False)
    member_price = MoneyField(_("price for members"), null=True, editable=False)
    price_list = models.ForeignKey(
        "shop.PriceList", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("price list")
    )
    content_amount = models.PositiveIntegerField(
        _("contents"), null=True, blank=True, help_text=_("How much is in it, for the price per kilogram or litre.")
    )
    content_unit = models.CharField(_("unit of the contents"), max_length=5, choices=ContentUnit, blank=True)
    is_active = models.BooleanField(_("on sale"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    picture = models.ForeignKey("shop.Picture", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=Money(0)), name="price_not_negative"),
            models.CheckConstraint(
                condition=models.Q(compare_at=None) | models.Q(compare_at__gt=models.F("price")),
                name="compare_at_above_price",
            ),
            models.CheckConstraint(
                condition=models.Q(price__lte=models.F("base_price")), name="price_at_most_the_list_price"
            ),
            models.CheckConstraint(
                condition=models.Q(content_amount__isnull=True, content_unit="")
                | models.Q(content_amount__gt=0, content_unit__in=list(UNITS)),
                name="contents_have_a_known_unit",
                violation_error_message=_("Say how much is in it and in which unit, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product.title} ({self.label})" if self.label else self.product.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new variant's price is what staff set."""
        if self.base_price is None:
            self.base_price = self.price
        super().save(*args, **kwargs)

    @property
    def is_buyable(self) -> bool:
        """The same as `buyable` asks of the database. Needs the product."""
        return self.is_active and self.product.is_buyable and self.sku != GIFT_CARD_SKU

    def unit_price(self, price: Money) -> UnitPrice | None:
        """What one kilogram, litre, metre or piece costs when the variant costs `price`."""
        return unit_price(price, self.content_amount, self.content_unit)

    @property
    def label(self) -> str:
        """The options in words: "Blue, L"."""
        names = self.product.option_names or sorted(self.options)  # jsonb forgets the order of keys
        return ", ".join(str(self.options[name]) for name in names if name in self.options)
