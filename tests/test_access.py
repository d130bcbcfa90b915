"""Every address of the site against everybody: a visitor, its customer, another one, staff without a right, a partner's
program with a token that is not for it. An address that stands in no table fails.
"""

import re
from collections.abc import Iterator

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from accounts.actions.addresses import save_address
from core.api.routes import api_routes
from core.links import LinkNotValid, sign_link
from core.routes import every_route
from orders.actions.cancellation import cancel_units
from orders.actions.mails import VIEW
from orders.actions.return_requests import request_return
from orders.models import CreditNote, DeliveryProof, ReturnPhoto, Shipment, StockProblem
from orders.rules.returns import Wish
from reviews.actions.reviews import Reviewer, Words, write_review
from tests.access_table import BY_MAIL, CUSTOMERS, EVERYBODY, LINKS, OWN, PROGRAMS
from tests.cast import ADDRESS, ada, ben, carrier_says, delivered_order, make_product, paid_order, pia
from tests.core.test_staff_rights import helper
from tests.orders.test_stock_problems_actions import sold_out_order
from tests.shop.alerts import sold_out, waiting

pytestmark = pytest.mark.django_db

STAFF = "/staff/"
FOR_EVERYBODY = {"/staff/login/", "/staff/logout/"}
OF_ALL_STAFF = {
    "/staff/",
    "/staff/jsi18n/",
    "/staff/search/",
    "/staff/password_change/",
    "/staff/password_change/done/",
}
"""Pages that every member of staff opens, and that show no more than their rights allow."""

METHODS = ("get", "post")


def site() -> Iterator[str]:
    """Without staff's pages and the API's resources."""
    resources = {route for route, *_rest in api_routes()}
    for route, _pattern in every_route():
        if route not in resources and not route.startswith(STAFF[1:]):
            yield f"/{route}"


def path_of(route: str, **ids: object) -> str:
    """An address of this route, with 1 for whatever is not named."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(ids.get(found[1], NAMES.get(found[1], "1"))), route)


NAMES = {"kind": "review", "section": "products", "slug": "none", "path": "none.png"}


def signed_in(user: object) -> Client:
    """As if with the password a moment ago, so that allauth asks for it at none of its doors."""
    client, request = Client(), HttpRequest()
    client.force_login(user)
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()
    return client


def token() -> Client:
    """A partner's program that may do something, but nothing here."""
    return pia("orders:read", "orders:write")


def asks_to_sign_in(response: object) -> bool:
    return response.status_code == 302 and "/login/" in response["Location"]


def test_every_address_stands_in_a_table():
    known = {*EVERYBODY, *CUSTOMERS, *OWN, *LINKS, *PROGRAMS}
    assert {route for route in site() if not route.startswith(BY_MAIL)} == known
    assert len(known) == sum(map(len, (EVERYBODY, CUSTOMERS, OWN, LINKS, PROGRAMS)))


@pytest.mark.parametrize("route", EVERYBODY)
def test_nobody_is_refused_what_is_for_everybody(route):
    for method in METHODS:
        response = getattr(Client(), method)(path_of(route))
        assert response.status_code not in (401, 403) and not asks_to_sign_in(response), method


@pytest.mark.parametrize("route", [*CUSTOMERS, *OWN])
def test_visitors_and_programs_are_asked_to_sign_in(route):
    for client in (Client(), token()):
        for method in METHODS:
            response = getattr(client, method)(path_of(route))
            if method == "post" and route == "/identity/o/authorize":  # the question was not asked by us
                response = client.get(response["Location"])
            assert asks_to_sign_in(response), method


@pytest.mark.parametrize("route", CUSTOMERS)
def test_customers_are_let_in_and_staff_are_customers_too(route):
    for customer in (ada(), helper()):
        for method in METHODS:
            response = getattr(signed_in(customer), method)(path_of(route))
            assert response.status_code != 403 and not asks_to_sign_in(response), method


@pytest.mark.parametrize("route", PROGRAMS)
def test_programs_prove_themselves(route):
    for client in (Client(), token(), signed_in(ben())):
        assert client.post(path_of(route), {}).status_code == PROGRAMS[route]
        assert client.get(path_of(route)).status_code in (401, 404, 405)


@pytest.fixture
def ids(provider):
    """Something of Ada's behind every id that an address names."""
    now, product = timezone.now(), make_product(price=1190)
    bought = paid_order(provider, product, owner=ada(), quantity=3)
    cancel_units(order=bought, quantities={bought.lines.get().pk: 1}, by=None, at=now)
    order = delivered_order(provider, product, owner=ada(), quantity=2)
    line, shipment = order.lines.get(), Shipment.objects.get(order=order)
    wish, crack = Wish(line.pk, 1, "not_liked"), ContentFile(b"jpeg", "crack.jpg")
    sent_back = request_return(order=order, wishes=[wish], outcome="original", by=ada(), at=now)
    photo = ReturnPhoto.objects.create(sent_back=sent_back, file=crack, created_at=now)
    event = carrier_says(shipment, "delivered")
    DeliveryProof.objects.create(event=event, photo=crack)
    problem = StockProblem.objects.get(order=sold_out_order(provider, owner=ada()))
    review = write_review(
        product=product, words=Words(4, "Good", "Keeps warm.", "Ada", "en"), by=Reviewer(ada()), at=now
    )
    return {
        "address": save_address(owner=ada(), address=None, parts=ADDRESS, is_default=True).pk,
        "alert": waiting(sold_out(), ada()).pk,
        "key": Authenticator.objects.create(user=ada(), type="webauthn", data={"name": "phone"}).pk,
        "opinion": review.pk,
        "number": order.number,
        "bought": bought.number,
        "note_number": CreditNote.objects.get().number,
        "return": sent_back.number,
        "photo": photo.pk,
        "event_id": event.pk,
        "line_id": line.pk,
        "shipment_id": shipment.pk,
        "problem_id": problem.pk,
        "short": problem.order.number,
    }


def order_of(route: str) -> str:
    """Which of her orders has what the address names."""
    return "bought" if "note_number" in route else "short" if "problem_id" in route else "number"


def of_ada(route: str, ids: dict[str, object]) -> str:
    """The address of what is hers."""
    ids = ids | {"number": ids[order_of(route)]}
    kinds = {"addresses": "address", "alerts": "alert", "webauthn": "key", "opinions": "opinion", "photos": "photo"}
    kind = next((kind for place, kind in kinds.items() if f"/{place}/" in route), "")
    if "/returns/" in route:
        ids = ids | {"number": ids["return"]}
    return path_of(route, **ids | {"pk": ids.get(kind, 1)})


@pytest.mark.parametrize("route", OWN)
def test_what_is_of_one_customer_is_there_for_nobody_else(route, ids):
    path = of_ada(route, ids)
    for other in (ben(), helper()):
        for method in METHODS:
            assert getattr(signed_in(other), method)(path).status_code in (404, 405), method
    found = [getattr(signed_in(ada()), method)(path).status_code for method in METHODS]
    assert 404 not in found and {200, 302} & set(found)


@pytest.mark.parametrize("route", LINKS)
def test_a_link_opens_what_it_is_for_and_nothing_else(route, provider):
    number = delivered_order(provider, make_product(), owner=ada()).number
    others = [sign_link(purpose, number) for purpose in {*LINKS.values()} - {LINKS[route]}]
    for made_up in ("x" * 40, *others):
        for client in (Client(), signed_in(ben())):
            for method in METHODS:
                assert is_refused(getattr(client, method)(path_of(route, token=made_up))), method


OF_ORDERS = [route for route in LINKS if LINKS[route] == VIEW]


@pytest.mark.parametrize("route", OF_ORDERS)
def test_the_link_of_an_order_opens_it(route, ids):
    """The control: with its own link none of these is refused."""
    path = of_ada(route, ids | {"token": sign_link(VIEW, str(ids[order_of(route)]))})
    answers = [getattr(Client(), method)(path, {"choice": "wait"}) for method in METHODS]
    words = [str(message) for answer in answers for message in get_messages(answer.wsgi_request)]
    assert str(LinkNotValid.message) not in words
    assert route in NOT_YET or {answer.status_code for answer in answers} - {404, 405}


NOT_YET = {
    "/orders/link/<str:token>/cancel-request/withdrawal/",
    "/orders/link/<str:token>/difference/",
    "/orders/link/<str:token>/price-drops/<int:line_id>/",
    "/orders/link/<str:token>/returns/<slug:number>/code.svg",
}
"""Not there before a cancellation is asked for, a difference is to be paid, a price has dropped, or a counter wants a code."""


@pytest.mark.parametrize("route", [route for route in OF_ORDERS if route.count("<") > 1])
def test_the_link_of_one_order_opens_nothing_of_another(route, ids, provider):
    mine = delivered_order(provider, make_product(), owner=ben())
    path = of_ada(route, ids | {"token": sign_link(VIEW, mine.number)})
    for client in (Client(), signed_in(ben())):
        for method in METHODS:
            answer = getattr(client, method)(path)
            asked_first = answer.status_code == 302 and answer["Location"].split("?")[0].endswith("/proof/")
            assert is_refused(answer) or asked_first, method


def is_refused(answer: object) -> bool:
    return answer.status_code in (404, 405, 410) or (answer.status_code, answer.get("Location")) == (302, "/")


def of_staff() -> list[str]:
    """Staff's addresses, without the one that catches all others."""
    routes = [f"/{route}" for route, _pattern in every_route() if route.startswith(STAFF[1:])]
    return [route for route in routes if not route.endswith(("(?P<url>.*)$", ")/$"))]


def test_nobody_but_staff_opens_a_page_of_staff():
    routes = [path_of(route) for route in of_staff() if route not in FOR_EVERYBODY]
    assert len(routes) > 450, "it looks at all of them"
    for client in (Client(), signed_in(ada()), token()):
        for method in METHODS:
            open_ones = [path for path in routes if not asks_to_sign_in(getattr(client, method)(path))]
            assert open_ones == [], method


def test_staff_without_a_right_open_none_either():
    client, opened = signed_in(helper()), []
    for route in of_staff():
        if route not in FOR_EVERYBODY | OF_ALL_STAFF:
            opened += [
                (route, method, answer.status_code)
                for method in METHODS
                if is_open(answer := getattr(client, method)(path_of(route)))
            ]
    assert opened == []


def is_open(answer: object) -> bool:
    """Not refused, and not sent on to the first page or to a row's own, which asks for the right."""
    if answer.status_code == 302:
        return answer["Location"] != "/staff/" and not answer["Location"].endswith("/change/")
    return answer.status_code not in (403, 404, 405)
