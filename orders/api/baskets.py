"""Baskets and the checkout, for shop fronts of others. Amounts are minor currency units."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Sparse, StrictSerializer, Text, Whole
from core.api.resources import Resource
from orders.actions.baskets import open_basket, remove_line, set_quantity
from orders.actions.checkout import Contact, place_order
from orders.actions.codes import enter_code
from orders.actions.payments import open_payment
from orders.actions.pricing import countries_served, items_of, quote_goods, quote_offers
from orders.actions.terms import terms_for
from orders.api.orders import OrderSerializer, whole
from orders.api.shapes import AddressInput
from orders.forms.checkout import FrontForm
from orders.models import Basket, Order
from orders.models.baskets import QUANTITY_LIMIT
from shop.models import Variant

COUNTRY = OpenApiParameter("country", {"type": "string", "pattern": "^[A-Z]{2}$"}, description="ISO 3166-1.")
REGION = OpenApiParameter(
    "region",
    {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[^\u0000]*$"},
    description="Where taxes differ by region.",
)


class BasketLineSerializer(serializers.Serializer):
    sku = serializers.CharField(source="variant.sku")
    quantity = serializers.IntegerField()
    unit_price = serializers.IntegerField(help_text="What one costs this buyer; null if it is not for sale any more.")
    amount = serializers.IntegerField()
    discount = serializers.IntegerField()


class BasketSerializer(Sparse, serializers.ModelSerializer):
    id = serializers.CharField(source="token", read_only=True, help_text="Keep it to yourself: it opens the basket.")
    lines = serializers.SerializerMethodField()
    goods = serializers.SerializerMethodField(help_text="The lines before promotions.")
    discount = serializers.SerializerMethodField()
    total = serializers.SerializerMethodField(help_text="Without delivery.")

    class Meta:
        model = Basket
        fields = ["id", "state", "lines", "goods", "discount", "total", "updated_at"]

    def get_lines(self, basket: Basket) -> BasketLineSerializer(many=True):
        quoted = {line.item.variant_id: line for line in self.context["quote"].lines}
        return [
            {
                "sku": line.variant.sku,
                "quantity": line.quantity,
                "unit_price": quoted[line.variant_id].item.unit_price.minor if line.variant_id in quoted else None,
                "amount": quoted[line.variant_id].amount.minor if line.variant_id in quoted else 0,
                "discount": quoted[line.variant_id].discount.minor if line.variant_id in quoted else 0,
            }
            for line in self.context["lines"]
        ]

    def get_goods(self, basket: Basket) -> int:
        return self.context["quote"].goods.minor

    def get_discount(self, basket: Basket) -> int:
        return self.context["quote"].discount.minor

    def get_total(self, basket: Basket) -> int:
        return self.context["quote"].total.minor


class OfferSerializer(Sparse, serializers.Serializer):
    """A way of delivery with what the whole order would cost by it."""

    method = serializers.IntegerField(source="method.id", help_text="Choose it at the checkout.")
    name = serializers.CharField(source="method.name")
    delivery = serializers.IntegerField(source="delivery.price.minor")
    tax = serializers.IntegerField(source="quote.tax.minor")
    total = serializers.IntegerField(source="quote.total.minor")
    due = serializers.IntegerField(source="quote.due.minor", help_text="After store credit, points and gift cards.")
    arrives_from = serializers.DateField()
    arrives_until = serializers.DateField()
    quote = serializers.CharField(source="quote.fingerprint", help_text="Send it along at the checkout.")


class QuantityInput(StrictSerializer):
    quantity = Whole(min_value=1, max_value=QUANTITY_LIMIT)


class CodeInput(StrictSerializer):
    code = Text(max_length=40, help_text="Of a coupon or a gift card.")


class PlaceInput(serializers.Serializer):
    """Where to, as the query says it; the schema names the same shape in `COUNTRY` and `REGION`."""

    country = serializers.RegexField("^[A-Z]{2}$", required=False, default=settings.SHOP_COUNTRY)
    region = serializers.CharField(
        max_length=120, required=False, default="", allow_blank=True, trim_whitespace=False
    )  # any: what is no region has no taxes of its own


class CheckoutInput(StrictSerializer):
    email = serializers.EmailField(max_length=254)
    address = AddressInput()
    method = Whole(min_value=1, max_value=10**9, help_text="Of the offer that was chosen.")
    quote = Text(max_length=32, required=False, help_text="Of that offer: another total is refused instead of charged.")
    language = serializers.ChoiceField([code for code, _name in settings.LANGUAGES], required=False, default="en")


class CheckoutSerializer(serializers.Serializer):
    order = OrderSerializer()
    payment_url = serializers.URLField(
        allow_null=True, help_text="Where the buyer pays; null when nothing is left to pay."
    )


class OfBasket(Resource):
    """Something of a basket the caller opened."""

    tag = "baskets"
    queryset = Basket.objects.none()
    lookup_field, lookup_url_kwarg = "token", "id"

    def get_queryset(self) -> QuerySet[Basket]:
        return Basket.objects.visible_to(self.actor).exclude(state=Basket.State.MERGED).select_related("owner")

    def terms_and_items(self, basket: Basket) -> tuple[Any, Any, Any]:
        customer, now = self.request.auth.customer, timezone.now()
        lines = list(basket.lines.to_buy().with_goods())
        terms = terms_for(customer=customer, basket=basket, email=customer.email if customer else "", at=now)
        return lines, terms, items_of(lines, customer=customer, at=now, perks=terms.perks)

    def represent(self, row: Any, **context: Any) -> Any:
        if isinstance(row, Basket):
            lines, terms, items = self.terms_and_items(row)
            country = row.contact.get("country_code") or settings.SHOP_COUNTRY
            quote = quote_goods(items, terms=terms, country=country, at=timezone.now())
            context |= {"lines": lines, "quote": quote}
        return super().represent(row, **context)


class BasketResource(OfBasket):
    """A basket of the signed-in customer, or of a guest of the partner's front."""

    scopes = {"create": "baskets:write", "retrieve": "baskets:write"}
    summaries = {"create": "Open a basket", "retrieve": "Read a basket"}
    serializer_class = BasketSerializer

    @extend_schema(request=None, responses={201: BasketSerializer})
    def create(self, request: Request) -> Response:
        """A new one; a customer's open one if there is one already."""
        access = request.auth
        basket = open_basket(owner=access.customer, partner=None if access.customer else access.partner)
        return self.created(basket, f"/api/v1/baskets/{basket.token}/")


class BasketLineResource(OfBasket):
    """How many of a variant are in the basket."""

    scopes = {"update": "baskets:write", "destroy": "baskets:write"}
    summaries = {"update": "Put something into a basket", "destroy": "Take something out of a basket"}
    serializer_class = BasketSerializer

    @extend_schema(request=QuantityInput, responses=BasketSerializer)
    def update(self, request: Request, id: str, sku: str) -> Response:
        """Put so many in."""
        basket, quantity = self._open(), self.given(QuantityInput)["quantity"]
        variant = self.seen(Variant.objects.buyable().select_related("product"), sku=sku)
        set_quantity(basket=basket, variant=variant, quantity=quantity)
        return Response(self.represent(self.get_object()))

    @extend_schema(responses=BasketSerializer)
    def destroy(self, request: Request, id: str, sku: str) -> Response:
        """Take it out."""
        remove_line(line=self.seen(self._open().lines.select_related("basket"), variant__sku=sku))
        return Response(self.represent(self.get_object()))

    def _open(self) -> Basket:
        return self.seen(self.get_queryset().open(), token=self.kwargs["id"])


class BasketCodeResource(OfBasket):
    """Coupons and gift cards."""

    scopes = {"create": "baskets:write"}
    summaries = {"create": "Enter a coupon or a gift card"}
    serializer_class = BasketSerializer

    @extend_schema(request=CodeInput, responses={201: BasketSerializer})
    def create(self, request: Request, id: str) -> Response:
        basket = self.seen(self.get_queryset().open(), token=id)
        enter_code(basket=basket, text=self.given(CodeInput)["code"], visitor=[f"basket:{id}"], front=request.auth.name)
        return self.created(self.get_object())


class OfferResource(OfBasket):
    """The ways of delivery that can take the basket, each with its total; none where we do not deliver."""

    scopes = {"list": "baskets:write"}
    summaries = {"list": "List ways of delivery with totals"}
    serializer_class = OfferSerializer
    parameters = ("country", "region")
    pagination_class = None
    filter_backends = ()

    @extend_schema(parameters=[COUNTRY, REGION], responses=OfferSerializer(many=True))
    def list(self, request: Request, id: str) -> Response:
        basket = self.seen(self.get_queryset(), token=id)
        _lines, terms, items = self.terms_and_items(basket)
        place = PlaceInput(data=request.query_params.dict())
        place.is_valid(raise_exception=True)
        country, region = place.validated_data["country"], place.validated_data["region"]
        offers = quote_offers(items, terms=terms, country=country, region=region, at=timezone.now()) if items else []
        return Response(self.get_serializer(offers, many=True).data)


class CheckoutResource(OfBasket):
    """Place the order. The same basket again is the same order, so nobody is charged twice."""

    scopes = {"create": "baskets:write"}
    summaries = {"create": "Place an order"}
    serializer_class = CheckoutSerializer
    is_atomic = False

    def get_queryset(self) -> QuerySet[Basket]:
        """Also what was ordered for a guest who became a customer since: sent again it is the same order."""
        access = self.request.auth
        placed = Basket.objects.filter(partner=access.partner, state=Basket.State.PLACED)
        return super().get_queryset() if access.customer else super().get_queryset() | placed.select_related("owner")

    @extend_schema(request=CheckoutInput, responses={201: CheckoutSerializer})
    def create(self, request: Request, id: str) -> Response:
        basket, given = self.seen(self.get_queryset(), token=id), self.given(CheckoutInput)
        form = FrontForm(
            {**given["address"], "email": given["email"], "method": given["method"], "quote": given.get("quote", "")},
            countries=countries_served(),
        )
        wrong = {name: ["Addresses of that country have no such part."] for name in form.unknown_parts} | form.errors
        if wrong:
            raise serializers.ValidationError({_place(name): words for name, words in wrong.items()})
        now = timezone.now()
        order = place_order(
            basket=basket,
            contact=Contact(form.cleaned_data["email"], given["language"], form.address),
            method_id=form.cleaned_data["method"],
            expected=form.cleaned_data["quote"] or None,
            by=request.auth.customer,
            partner=request.auth.partner,
            at=now,
        )
        waits = order.state == Order.State.PENDING
        url = open_payment(order=order, at=now).session_url if waits else None
        fresh = whole(Order.objects.all()).get(pk=order.pk)
        body = self.represent({"order": fresh, "payment_url": url})
        headers = {"Location": f"{settings.BASE_URL}/api/v1/orders/{order.number}/"}
        return Response(body, status=201, headers=headers)


def _place(name: str) -> str:
    """Where in the body a field of the form stands."""
    return name if name in ("email", "method", "quote") else f"address.{name}"
