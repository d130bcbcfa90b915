"""What staff may press: every button and page of the admin names the right that it needs, and asks for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from unfold.admin import ModelAdmin

from accounts.models import User
from core.admin.doors import staff_page
from orders.models import Refund, Shipment
from tests.cast import delivered_order, make_product, paid_order

OF_DJANGO = {"changelist", "add", "history", "delete", "change", "autocomplete"}
OF_SHEETS = {"import", "process_import", "export"}  # their rights stand in the settings
BUTTONS = ("actions_list", "actions_detail", "actions_row", "actions_submit_line")


def buttons(page: Any) -> Iterator[Any]:
    for kind in BUTTONS:
        for name in page._extract_action_names(getattr(page, kind)):
            yield getattr(page, name)


def pages() -> list[Any]:
    """Django's own page of groups is no page of ours and has no buttons."""
    return [page for page in admin.site._registry.values() if isinstance(page, ModelAdmin)]


def listed(page: Any) -> Iterator[Any]:
    """What is chosen above a list for several rows; sheets' own asks by itself."""
    return (function for function, name, _words in page._get_base_actions() if name != "export_admin_action")


def routes(page: Any) -> Iterator[Any]:
    """Pages of its own, that are neither Django's nor one of the buttons."""
    start = f"{page.opts.app_label}_{page.opts.model_name}_"
    known = {start + name for name in OF_DJANGO | OF_SHEETS}
    known |= {start + button.original_function_name for button in buttons(page)}
    named = [pattern for pattern in page.get_urls() if pattern.name is not None]  # one without a name only redirects
    return (pattern for pattern in named if pattern.name not in known)


def rights() -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Where, on which page, and the rights named there."""
    for page in pages():
        doors = [*buttons(page), *listed(page), *(pattern.callback for pattern in routes(page))]
        for door in doors:
            yield f"{page.opts.label}: {door.__name__}", page, tuple(getattr(door, "allowed_permissions", ()))


def test_every_button_and_page_of_the_admin_names_a_right():
    found = list(rights())
    assert len(found) > 80, "it looks at all of them"
    assert [where for where, _page, named in found if not named] == []


@pytest.mark.django_db
def test_the_rights_that_are_named_exist():
    known = {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}
    for where, page, named in rights():
        for right in named:
            assert right in known if "." in right else hasattr(page, f"has_{right}_permission"), where


def test_the_buttons_rights_are_asked_for_by_name():
    """Not `app.right`: Unfold looks those up in the database whenever a command starts, also before there is one."""
    named = {right for page in pages() for button in buttons(page) for right in button.allowed_permissions}
    assert [right for right in named if "." in right] == []


@pytest.mark.django_db
def test_a_member_of_staff_without_rights_opens_none_of_them(client, provider):
    """One who may do nothing: 403 wherever a page of this kind can be asked for; no id has to exist for that."""
    client.force_login(helper())
    asked = 0
    for page in pages():
        start = f"admin:{page.opts.app_label}_{page.opts.model_name}_"
        for kind, place in (("actions_list", []), ("actions_detail", [1])):
            for name in page._extract_action_names(getattr(page, kind)):
                assert client.post(reverse(start + name, args=place)).status_code == 403, start + name
                asked += 1
    assert asked > 50


@pytest.mark.django_db
def test_a_page_that_names_no_right_lets_nobody_in(client, rf):
    page = staff_page(lambda request: pytest.fail("it let somebody in"))
    request = rf.get("/")
    request.user = helper(is_superuser=True)
    with pytest.raises(PermissionDenied):
        page(request)


@pytest.mark.django_db
def test_a_packer_packs_and_ships_and_pays_nobody(client, provider):
    order = paid_order(provider, make_product())
    client.force_login(helper("view_order", "change_order", "view_shipment", "change_shipment"))
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert _button("pack", order) in page and _button("cancel", order) not in page
    client.post(_button("pack", order), {f"line-{order.lines.get().pk}": 1})
    parcel = Shipment.objects.get()
    assert client.get(reverse("admin:orders_order_parcel", args=[order.pk, parcel.pk])).status_code == 200
    lost = reverse("admin:orders_order_parcel_lost", args=[order.pk, parcel.pk])
    assert {client.post(url).status_code for url in (lost, _button("cancel", order))} == {403}
    assert not Refund.objects.exists()


@pytest.mark.django_db
def test_who_only_reads_orders_is_shown_no_buttons(client, provider):
    order = delivered_order(provider, make_product())
    client.force_login(helper("view_order"))
    page = client.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    shown = [name for name in ("pack", "parcels", "slip", "hold", "reroute", "cancel") if _button(name, order) in page]
    assert shown == ["slip"]


@pytest.mark.django_db
@pytest.mark.parametrize("sheet", ["product", "pricelistentry"])
def test_prices_are_not_imported_by_who_may_only_read_them(client, sheet):
    client.force_login(helper(f"view_{sheet}"))
    assert client.get(reverse(f"admin:shop_{sheet}_import")).status_code == 403
    assert client.get(reverse(f"admin:shop_{sheet}_export")).status_code == 200


def helper(*permissions: str, **fields: object) -> User:
    user = User.objects.create_user("helper@example.com", "a-long-password", is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return User.objects.get(pk=user.pk)


def _button(name: str, order: Any) -> str:
    return reverse(f"admin:orders_order_{name}", args=[order.pk])
