"""Partners and keys as staff handle them; and an app whose customer signs in with a code and PKCE."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.partners import warn_of_expiring_keys
from accounts.models import ApiCall, Partner, PartnerEvent, PartnerKey, User
from core.models import OutgoingMail
from tests.apps import AUTHORIZE, allowed, question, traded
from tests.cast import ada, make_product, pia, stan

pytestmark = pytest.mark.django_db
BACK = "https://app.example/callback"


@pytest.fixture
def staff(client):
    client.force_login(stan())
    return client


def made_partner(staff) -> Partner:
    body = {"name": "Bookkeeper", "contact_email": "b@partner.example", "reach": "all", "plan": "standard"}
    staff.post(reverse("admin:accounts_partner_add"), body | {"is_active": "on"} | _no_inlines())
    return Partner.objects.get()


def _no_inlines() -> dict[str, str]:
    return {f"{name}-{what}": "0" for name in ("keys", "events") for what in ("TOTAL_FORMS", "INITIAL_FORMS")}


def issued(staff, partner: Partner, **more) -> str:
    body = {"label": "books", "kind": "server", "scopes": ["orders:read", "prices:read"]} | more
    return staff.post(reverse("admin:accounts_partner_add_key", args=[partner.pk]), body, follow=True).content.decode()


def test_staff_make_a_partner_and_issue_a_key_that_is_shown_once(staff):
    partner = made_partner(staff)
    page = issued(staff, partner)
    key = PartnerKey.objects.get()
    secret = page.split("select-all")[2].split("</code>")[0].split(">")[-1]
    assert secret.startswith("sk_live_") and key.client_id in page
    asked = {"grant_type": "client_credentials", "client_id": key.client_id, "client_secret": secret}
    token = Client().post("/identity/o/api/token", asked).json()["access_token"]
    assert Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/prices/").status_code == 200
    shown = staff.get(reverse("admin:accounts_partnerkey_change", args=[key.pk])).content.decode()
    assert secret not in shown and "orders:read" in shown
    assert {event.what for event in PartnerEvent.objects.all()} == {"changed", "key issued"}
    assert {event.actor for event in PartnerEvent.objects.all()} == {stan()}


def test_staff_rotate_and_revoke(staff):
    partner = made_partner(staff)
    issued(staff, partner)
    key = PartnerKey.objects.get()
    assert "sk_live_" in staff.post(reverse("admin:accounts_partnerkey_rotate", args=[key.pk])).content.decode()
    assert PartnerKey.objects.count() == 2
    staff.post(reverse("admin:accounts_partnerkey_revoke", args=[key.pk]))
    key.refresh_from_db()
    assert key.revoked_at and not key.client.get_grant_types()
    for page in ("partner", "partnerkey", "apicall"):
        assert staff.get(reverse(f"admin:accounts_{page}_changelist")).status_code == 200


def test_an_app_may_only_have_what_is_for_customers_and_says_where_they_come_back(staff):
    partner = made_partner(staff)
    assert "Where do customers come back" in issued(staff, partner, kind="app")
    assert "An app that acts for customers" in issued(staff, partner, kind="app", redirect_uris=BACK)
    assert not PartnerKey.objects.exists()
    page = issued(staff, partner, kind="app", redirect_uris=BACK, scopes=["orders:read"])
    assert "proves itself by PKCE" in page and "sk_live_" not in page


def test_an_app_comes_back_where_only_it_can_read(staff):
    partner = made_partner(staff)
    app = {"kind": "app", "scopes": ["orders:read"]}
    assert "Others could be read" in issued(staff, partner, redirect_uris="http://app.example.com/back", **app)
    assert "At most 10" in issued(staff, partner, redirect_uris="\n".join([BACK] * 11), **app)
    assert not PartnerKey.objects.exists()
    assert "proves itself" in issued(
        staff, partner, redirect_uris="com.example.app:/back\nhttp://127.0.0.1/back", **app
    )
    client = Client()
    client.force_login(ada())
    asked = question(PartnerKey.objects.get().client_id, "com.example.app:/back", "orders:read")
    policy = client.get(AUTHORIZE, asked)["Content-Security-Policy"]
    assert "form-action 'self'" in policy and policy.split("form-action")[1].split(";")[0].endswith(
        " com.example.app: http://127.0.0.1:*"
    )
    assert "com.example.app" not in client.get("/account/")["Content-Security-Policy"]


def test_staff_without_the_right_issue_nothing(client):
    user = User.objects.create_user("sam@example.com", "a-long-password", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_partner"))
    partner = Partner.objects.create(name="P", contact_email="p@example.com")
    client.force_login(user)
    assert client.get(reverse("admin:accounts_partner_add_key", args=[partner.pk])).status_code == 403
    assert client.post(reverse("admin:accounts_partner_add_key", args=[partner.pk]), {}).status_code == 403


def test_a_customer_lets_an_app_act_for_them_by_code_and_pkce(staff):
    partner = made_partner(staff)
    issued(staff, partner, kind="app", redirect_uris=BACK, scopes=["orders:read", "customers:read"])
    key = PartnerKey.objects.get()
    asked = question(key.client_id, BACK, "orders:read customers:read")
    browser = Client()
    assert "/account/login/" in browser.get(AUTHORIZE, asked)["Location"]
    browser.force_login(ada())
    assert "Read orders" in browser.get(AUTHORIZE, asked).content.decode()
    form = allowed(ada(), asked)
    assert traded(form | {"code_verifier": "w" * 60}).status_code == 400
    given = traded(form).json()
    app = Client(headers={"Authorization": f"Bearer {given['access_token']}"})
    [row] = app.get("/api/v1/customers/").json()["results"]
    assert row["id"] == ada().public_id
    assert app.get("/api/v1/prices/").status_code == 403
    shown = browser.get("/account/apps/").content.decode()
    assert "Bookkeeper: books" in shown and "Read orders" in shown
    browser.post(f"/account/apps/{key.client_id}/end/")
    assert app.get("/api/v1/customers/").status_code == 401
    assert "No app acts for you" in browser.get("/account/apps/").content.decode()
    without = {name: value for name, value in asked.items() if not name.startswith("code_challenge")}
    assert browser.get(AUTHORIZE, without).status_code in (302, 400)


def test_calls_that_change_something_are_written_down_with_who_called():
    product = make_product()
    api = pia("prices:write", "prices:read")
    sku = product.variants.get().sku
    api.send("GET", "/prices/")
    done = api.send("PUT", f"/prices/{sku}/", {"list_price": 990})
    api.send("PUT", f"/prices/{sku}/", {"list_price": -1})
    rows = list(ApiCall.objects.order_by("pk").values_list("method", "path", "status", "key", "request_id"))
    assert [row[2] for row in rows] == [200, 400]
    assert rows[0] == ("PUT", f"/api/v1/prices/{sku}/", 200, api.key.pk, done["X-Request-Id"])


def test_partners_are_told_once_that_a_key_ends():
    now = timezone.now()
    pia("prices:read", expires_at=now + timedelta(days=5))
    pia("prices:read", expires_at=now + timedelta(days=50))
    assert [warn_of_expiring_keys(at=now) for _twice in range(2)] == [1, 1]
    mails = OutgoingMail.objects.filter(template="accounts/key_expires")
    assert {mail.recipient for mail in mails} == {"pia@partner.example", settings.SHOP_EMAIL}
    assert mails.count() == 2 and "401" in mails[0].text
