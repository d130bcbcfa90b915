"""Webhooks as staff handle them: the secret once, buttons with permissions, refusals in words, the log."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.actions.events import record_event
from accounts.models import Event, User, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests.cast import ada, stan
from tests.webhooks import deliver, let_out, listening, make_endpoint, make_partner

pytestmark = pytest.mark.django_db
LIST = "admin:accounts_webhookendpoint_changelist"


@pytest.fixture
def receiver(settings):
    let_out(settings)
    with listening() as receiver:
        yield receiver


@pytest.fixture
def staff(client):
    client.force_login(stan())
    return client


def happen(number: int = 1) -> None:
    record_event(
        type="order.placed", reference=f"order/{number}", subject=f"order/{number}", data={"order": f"K{number}"},
        at=timezone.now(),
    )  # fmt: skip


def press(client, endpoint, what, **data):
    address = reverse(f"admin:accounts_webhookendpoint_{what}", args=[endpoint.pk])
    assert client.get(address).status_code == 200
    return client.post(address, data, follow=True)


def test_the_secret_is_shown_once_and_never_again(staff, receiver):
    address = reverse("admin:accounts_webhookendpoint_make")
    data = {"partner": make_partner().pk, "url": receiver.url, "types": ["order.placed", "order.paid"]}
    page = staff.post(address, data)
    assert "whsec_" in page.content.decode() and "no-store" in page["Cache-Control"]
    endpoint = WebhookEndpoint.objects.get()
    for where in (reverse(LIST), reverse("admin:accounts_webhookendpoint_change", args=[endpoint.pk])):
        text = staff.get(where).content.decode()
        assert receiver.url in text and "whsec_" not in text
    assert "whsec_" in press(staff, endpoint, "rotate").content.decode()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://partner.example/", "has to begin with https"),
        ("https://ada:pw@partner.example/", "no name, password"),
        ("https://partner.example/a b", "not a web address"),
    ],
)
def test_a_wrong_address_is_refused_on_the_form(staff, url, words):
    data = {"partner": make_partner().pk, "url": url, "types": ["order.placed"]}
    page = staff.post(reverse("admin:accounts_webhookendpoint_make"), data)
    assert words in page.content.decode() and not WebhookEndpoint.objects.exists()


def test_what_the_keys_may_not_read_is_refused_on_the_form(staff, receiver):
    endpoint, _secret = make_endpoint(receiver.url, ["order.placed"], make_partner(scopes=["orders:read"]))
    page = press(staff, endpoint, "alter", url=receiver.url, types=["review.published"])
    assert "only such that the partner" in page.content.decode()
    press(staff, endpoint, "alter", url=receiver.url, types=["order.paid"], description="Orders")
    endpoint.refresh_from_db()
    assert (endpoint.types, endpoint.description) == (["order.paid"], "Orders")


def test_pausing_going_on_testing_and_disabling(staff, receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    press(staff, endpoint, "pause")
    assert "paused or disabled" in press(staff, endpoint, "test").content.decode()
    assert "Only an active endpoint" in press(staff, endpoint, "pause").content.decode()
    press(staff, endpoint, "resume")
    assert "active already" in press(staff, endpoint, "resume").content.decode()
    press(staff, endpoint, "test")
    deliver()
    assert receiver.types() == ["webhook.test"]
    press(staff, endpoint, "disable")
    endpoint.refresh_from_db()
    assert endpoint.state == "disabled"


def test_the_log_tells_each_try_and_replays(staff, receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    receiver.status, receiver.text = 410, b"<b>Gone fishing</b>"
    happen()
    [delivery] = deliver()
    page = reverse("admin:accounts_webhookdelivery_change", args=[delivery.pk])
    text = staff.get(page).content.decode()
    assert "&lt;b&gt;Gone fishing&lt;/b&gt;" in text and "webhook-signature" in text and "410" in text
    replay = reverse("admin:accounts_webhookdelivery_replay", args=[delivery.pk])
    assert "paused or disabled" in staff.post(replay, follow=True).content.decode()
    press(staff, endpoint, "resume")
    receiver.status = 200
    since = timezone.localtime(timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert "1 delivery is sent again" in press(staff, endpoint, "replay", since=since).content.decode()
    assert "on its way already" in staff.post(replay, follow=True).content.decode()
    deliver()
    staff.post(
        reverse("admin:accounts_webhookdelivery_changelist"),
        {"action": "replay_all", "_selected_action": [delivery.pk]},
    )
    deliver()
    assert list(WebhookAttempt.objects.order_by("pk").values_list("status", flat=True)) == [410, 200, 200]
    assert WebhookDelivery.objects.get().state == "succeeded"


def test_staff_hear_how_many_are_not_sent_again(staff, receiver):
    partner = make_partner()
    endpoint, _secret = make_endpoint(receiver.url, partner=partner)
    happen(1)
    happen(2)
    deliver()
    WebhookDelivery.objects.update(state="failed")
    partner.keys.update(revoked_at=timezone.now())
    since = timezone.localtime(timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    text = press(staff, endpoint, "replay", since=since).content.decode()
    assert "0 deliveries are sent again" in text and "2 deliveries are not sent again" in text
    picked = {"action": "replay_all", "_selected_action": list(WebhookDelivery.objects.values_list("pk", flat=True))}
    page = staff.post(reverse("admin:accounts_webhookdelivery_changelist"), picked, follow=True)
    assert page.content.decode().count("2 deliveries are not sent again") == 1
    replay = reverse("admin:accounts_webhookdelivery_replay", args=[picked["_selected_action"][0]])
    assert "may not read this any more" in staff.post(replay, follow=True).content.decode()
    assert len(receiver.heard) == 2 and deliver() == []


def test_lists_stay_quick_however_long(staff, receiver, django_assert_max_num_queries):
    make_endpoint(receiver.url)
    for number in range(30):
        happen(number)
    deliver()
    for model in ("webhookendpoint", "webhookdelivery", "event"):
        with django_assert_max_num_queries(20):
            assert staff.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    assert staff.get(reverse("admin:accounts_event_change", args=[Event.objects.first().pk])).status_code == 200


def test_who_may_only_look_presses_nothing(client, receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    happen()
    [delivery] = deliver()
    User.objects.filter(pk=ada().pk).update(is_staff=True)
    looker = ada()
    looker.user_permissions.set(
        Permission.objects.filter(codename__in=["view_webhookendpoint", "view_webhookdelivery"])
    )
    client.force_login(looker)
    assert client.get(reverse(LIST)).status_code == 200
    for what in ("alter", "rotate", "test", "pause", "resume", "replay", "disable"):
        assert client.post(reverse(f"admin:accounts_webhookendpoint_{what}", args=[endpoint.pk])).status_code == 403
    assert client.post(reverse("admin:accounts_webhookendpoint_make")).status_code == 403
    assert client.post(reverse("admin:accounts_webhookdelivery_replay", args=[delivery.pk])).status_code == 403
    assert client.get(reverse("admin:accounts_webhookendpoint_add")).status_code == 403


def test_the_list_of_events_in_the_documents_is_fresh():
    call_command("write_events", check=True)
    call_command("write_states", check=True)
