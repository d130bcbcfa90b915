"""Endpoints and their secrets, who hears what, and in which order."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from accounts.actions.deliveries import spread_events
from accounts.actions.events import UnknownEvent, record_event
from accounts.actions.partners import revoke_key
from accounts.actions.replays import (
    DeliveryNotHeard,
    DeliveryWaiting,
    EndpointSilent,
    Replay,
    forget_webhooks,
    replay_delivery,
    replay_failed,
    send_test,
)
from accounts.actions.webhooks import (
    EndpointActive,
    EndpointNotActive,
    EventsNotKnown,
    TooManyEndpoints,
    change_endpoint,
    create_endpoint,
    disable_endpoint,
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
)
from accounts.models import (
    Event,
    Partner,
    PartnerEvent,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
)
from accounts.rules.events import EVENTS, may_hear
from accounts.rules.webhooks import KEEP_TRYING, WAITS, wait_after
from core.http import AddressRefused
from core.ledger import AppendOnly
from core.models import OutgoingMail
from tests.cast import pia
from tests.webhooks import READS, deliver, let_out, listening, make_endpoint, make_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    let_out(settings)
    with listening() as receiver:
        yield receiver


def happen(number: int = 1, type: str = "order.placed", order: str = "K7Q2", **more) -> None:
    record_event(
        type=type, reference=f"order/{order}/{type}/{number}", subject=f"order/{order}", data={"order": order},
        at=timezone.now(), **more,
    )  # fmt: skip


def test_an_event_is_delivered_and_the_library_of_the_standard_verifies_it(receiver):
    _endpoint, secret = make_endpoint(receiver.url)
    happen()
    [delivery] = deliver()
    headers, body = receiver.heard[0]
    Webhook(secret).verify(body, headers)
    assert json.loads(body) == {
        "id": headers["webhook-id"], "type": "order.placed", "version": 1, "data": {"order": "K7Q2"},
        "timestamp": json.loads(body)["timestamp"],
    }  # fmt: skip
    assert delivery.state == "succeeded" and delivery.event.public_id == headers["webhook-id"]
    attempt = WebhookAttempt.objects.get()
    assert (attempt.status, attempt.answer, attempt.body, attempt.number) == (200, "ok", body, 1)
    assert attempt.headers["webhook-signature"] == headers["webhook-signature"]


def test_a_body_that_was_touched_or_another_secret_does_not_verify(receiver):
    _endpoint, secret = make_endpoint(receiver.url)
    happen()
    deliver()
    headers, body = receiver.heard[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace("K7Q2", "K7Q3"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 32).verify(body, headers)


def test_while_a_secret_is_replaced_both_verify_and_a_day_later_only_the_new_one(receiver):
    endpoint, old = make_endpoint(receiver.url)
    new = rotate_secret(endpoint=endpoint, by=None, at=timezone.now()).secret
    happen(1)
    deliver()
    headers, body = receiver.heard[0]
    for secret in (old, new):
        Webhook(secret).verify(body, headers)
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        happen(2)
        deliver()
        headers, body = receiver.heard[1]
        Webhook(new).verify(body, headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(old).verify(body, headers)
        forget_webhooks(at=timezone.now())
    assert WebhookSecret.objects.count() == 1


def test_of_replaced_secrets_only_the_last_one_signs_on(receiver):
    endpoint, leaked = make_endpoint(receiver.url)
    *_older, former, new = [rotate_secret(endpoint=endpoint, by=None, at=timezone.now()).secret for _time in range(4)]
    happen()
    deliver()
    headers, body = receiver.heard[0]
    assert len(headers["webhook-signature"].split()) == 2
    for secret in (former, new):
        Webhook(secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(leaked).verify(body, headers)
    until = WebhookSecret.objects.order_by("-pk").values_list("valid_until", flat=True)[1]
    assert until - timezone.now() > timedelta(hours=23), "the one just replaced keeps its day"


def test_secrets_are_stored_sealed(receiver):
    _endpoint, secret = make_endpoint(receiver.url)
    stored = WebhookSecret.objects.get().sealed
    assert secret not in stored and secret.removeprefix("whsec_") not in stored
    assert "whsec_" not in str(list(PartnerEvent.objects.values_list("data", flat=True)))


def test_secrets_outlive_a_new_key_of_the_shop_that_names_the_former_one(receiver, settings):
    make_endpoint(receiver.url)
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another key of the shop, long enough for everything that it has to do"
    happen(1, order="A")
    deliver()
    assert receiver.heard == [] and WebhookAttempt.objects.get().error.startswith("secret:")
    settings.SECRET_KEY_FALLBACKS = [former]
    happen(2, order="B")
    deliver()
    assert len(receiver.heard) == 1


def test_the_same_thing_told_twice_is_one_event(receiver):
    make_endpoint(receiver.url)
    happen()
    happen()
    assert len(deliver()) == 1 == Event.objects.count()


def test_what_is_undone_is_not_told(receiver):
    make_endpoint(receiver.url)
    with transaction.atomic():
        happen()
        transaction.set_rollback(True)
    assert deliver() == [] and receiver.heard == []


def test_only_what_is_in_the_list_can_be_told():
    for type, data in (("order.exploded", {}), ("order.placed", {"email": "ada@example.com"})):
        with pytest.raises(UnknownEvent):
            record_event(type=type, reference="x", subject="x", data=data, at=timezone.now())


def test_an_endpoint_hears_what_it_subscribed_to_and_its_keys_may_read(receiver):
    make_endpoint(receiver.url, types=["order.paid"])
    happen(type="order.placed")
    happen(type="order.paid")
    deliver()
    assert receiver.types() == ["order.paid"]


def test_scopes_that_are_taken_away_end_the_hearing(receiver):
    partner = make_partner()
    make_endpoint(receiver.url, partner=partner)
    partner.keys.update(revoked_at=timezone.now())
    happen()
    assert deliver() == []


def revoke(partner):
    revoke_key(key=partner.keys.get(), by=None, at=timezone.now())


def expire(partner):
    partner.keys.update(created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now())


def take_scopes(partner):
    client = partner.keys.get().client
    client.set_scopes(["returns:read"])
    client.save()


def narrow(partner):
    Partner.objects.filter(pk=partner.pk).update(reach="own")


@pytest.mark.parametrize("take_rights", [revoke, expire, take_scopes, narrow])
def test_what_waits_is_not_sent_once_the_rights_are_gone(receiver, take_rights):
    """It failed while it might be heard; the next try asks again, and the log says why there was none."""
    partner = make_partner()
    endpoint, _secret = make_endpoint(receiver.url, partner=partner)
    receiver.status = 500
    happen()
    deliver()
    take_rights(partner)
    receiver.status = 200
    with time_machine.travel(timezone.now() + timedelta(seconds=6)):
        [delivery] = deliver()
    assert len(receiver.heard) == 1
    assert (delivery.state, delivery.attempts) == ("failed", 1)
    last = delivery.tries.latest("pk")
    assert (last.status, last.body, last.headers) == (None, "", {}) and last.error.startswith("rights:")
    endpoint.refresh_from_db()
    assert endpoint.failures == 1, "the endpoint failed at nothing more"
    assert not OutgoingMail.objects.filter(template="accounts/webhooks_given_up").exists()


@pytest.mark.parametrize("take_rights", [revoke, expire, take_scopes, narrow])
def test_what_may_not_be_heard_any_more_is_not_sent_again(receiver, take_rights):
    partner = make_partner()
    endpoint, _secret = make_endpoint(receiver.url, partner=partner)
    happen()
    [delivery] = deliver()
    take_rights(partner)
    with pytest.raises(DeliveryNotHeard):
        replay_delivery(delivery=delivery, by=None, at=timezone.now())
    WebhookDelivery.objects.update(state="failed")
    an_hour_ago = timezone.now() - timedelta(hours=1)
    assert replay_failed(endpoint=endpoint, since=an_hour_ago, by=None, at=timezone.now()) == Replay(0, 1)
    assert PartnerEvent.objects.latest("pk").data["skipped"] == 1
    assert deliver() == [] and len(receiver.heard) == 1


def test_a_partner_that_asks_hears_how_many_are_not_sent_again(receiver):
    caller = pia("webhooks:read", "webhooks:write", "orders:read")
    endpoint, _secret = make_endpoint(receiver.url, ["order.placed"], caller.partner)
    happen()
    [delivery] = deliver()
    client = caller.key.client
    client.set_scopes(["webhooks:read", "webhooks:write"])
    client.save()
    refused = caller.send("POST", f"/webhook-deliveries/{delivery.public_id}/replay/")
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery_not_heard")
    WebhookDelivery.objects.update(state="failed")
    since = {"since": (timezone.now() - timedelta(hours=1)).isoformat()}
    answer = caller.send("POST", f"/webhook-endpoints/{endpoint.public_id}/replays/", since)
    assert (answer.status_code, answer.json()) == (201, {"deliveries": 0, "skipped": 1})


def test_with_the_rights_what_was_withheld_can_be_sent_again(receiver):
    partner = make_partner()
    endpoint, _secret = make_endpoint(receiver.url, partner=partner)
    happen(1)
    happen(2, partner_id=partner.pk)
    spread_events(at=timezone.now())
    narrow(partner)
    assert sorted(delivery.state for delivery in deliver()) == ["failed", "succeeded"]
    Partner.objects.update(reach="all")
    an_hour_ago = timezone.now() - timedelta(hours=1)
    assert replay_failed(endpoint=endpoint, since=an_hour_ago, by=None, at=timezone.now()) == Replay(1, 0)
    assert [delivery.state for delivery in deliver()] == ["succeeded"]


def test_a_test_is_heard_whatever_the_keys_may_read(receiver):
    partner = make_partner()
    endpoint, _secret = make_endpoint(receiver.url, partner=partner)
    revoke(partner)
    delivery = send_test(endpoint=endpoint, by=None, at=timezone.now())
    deliver()
    replay_delivery(delivery=delivery, by=None, at=timezone.now())
    deliver()
    assert receiver.types() == ["webhook.test", "webhook.test"]


def test_asking_for_the_rights_costs_a_statement_however_much_is_sent_again(receiver, django_assert_max_num_queries):
    endpoint, _secret = make_endpoint(receiver.url)
    for number in range(20):
        happen(number, order=f"O{number}")
    spread_events(at=timezone.now())
    WebhookDelivery.objects.update(state="failed", finished_at=timezone.now())
    an_hour_ago = timezone.now() - timedelta(hours=1)
    with django_assert_max_num_queries(8):
        assert replay_failed(endpoint=endpoint, since=an_hour_ago, by=None, at=timezone.now()) == Replay(20, 0)


def test_who_sees_only_its_own_hears_nothing_of_the_whole_shop_whatever_its_keys_say(receiver):
    """Its keys were made while it saw everything; their calls are refused since, and so are the events."""
    partner = make_partner(scopes=READS)
    endpoint, _secret = make_endpoint(receiver.url, partner=partner)
    Partner.objects.update(reach="own")
    for type in ("product.published", "price.changed"):
        record_event(type=type, reference="x", subject="catalog", data={}, at=timezone.now())
        with pytest.raises(EventsNotKnown):
            change_endpoint(endpoint=endpoint, types=[type], by=None, at=timezone.now())
    record_event(type="review.published", reference="x", subject="review/1", data={}, at=timezone.now())
    deliver()
    assert receiver.types() == ["review.published"]


def test_what_keys_may_not_read_cannot_be_subscribed_to(receiver):
    partner = make_partner(scopes=["orders:read"])
    given = {"partner": partner, "url": receiver.url, "by": None, "at": timezone.now()}
    for types in (["review.published"], ["order.placed", "review.published"], [], ["webhook.test"], ["order.*"]):
        with pytest.raises(EventsNotKnown):
            create_endpoint(types=types, **given)
    endpoint = create_endpoint(types=["order.placed"], **given).endpoint
    with pytest.raises(EventsNotKnown):
        change_endpoint(endpoint=endpoint, types=["stock.changed"], by=None, at=timezone.now())


def test_a_partner_that_sees_its_own_hears_of_its_own(receiver):
    own = make_partner("Own market", reach="own")
    make_endpoint(receiver.url, partner=own)
    happen(1)
    happen(2, partner_id=make_partner("Other market", reach="own").pk)
    happen(3, partner_id=own.pk)
    happen(4, keepers=[own.pk])
    happen(5, keepers=[int(f"{own.pk}0")])
    deliver()
    told = Event.objects.filter(reference__regex="/[34]$")
    assert sorted(receiver.ids()) == sorted(told.values_list("public_id", flat=True))
    assert set(Event.objects.heard_by(own, READS)) == set(told)
    assert not Event.objects.heard_by(own, ["stock:read"]).exists()
    assert Event.objects.heard_by(make_partner("All of it"), READS).count() == 5


@pytest.mark.parametrize("name", EVENTS)
def test_no_type_is_heard_without_its_scope_or_by_a_stranger(name):
    scope = EVENTS[name].scope
    everything = {kind.scope for kind in EVENTS.values()}
    assert not may_hear(name=name, owners=[], partner=1, sees_all=True, scopes=everything - {scope})
    assert may_hear(name=name, owners=[], partner=1, sees_all=True, scopes={scope})
    assert may_hear(name=name, owners=[2], partner=1, sees_all=False, scopes={scope}) != EVENTS[name].is_owned


def test_what_happened_later_waits_for_what_happened_before_of_the_same_order(receiver):
    make_endpoint(receiver.url)
    receiver.status = 500
    happen(1, "order.placed")
    happen(2, "order.paid")
    happen(1, "order.placed", order="OTHER")
    deliver()
    assert sorted(receiver.types()) == ["order.placed", "order.placed"], "the second waits for the first"
    receiver.status = 200
    with time_machine.travel(timezone.now() + timedelta(seconds=6)):
        deliver()
    assert [content["type"] for content in receiver.contents() if content["data"]["order"] == "K7Q2"] == [
        "order.placed", "order.placed", "order.paid",
    ]  # fmt: skip


def test_paused_events_wait_and_disabled_they_are_not_kept(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    pause_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    with pytest.raises(EndpointNotActive):
        pause_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    happen(1)
    assert deliver() == [] and WebhookDelivery.objects.get().state == "pending"
    resume_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    with pytest.raises(EndpointActive):
        resume_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    assert len(deliver()) == 1
    disable_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    happen(2)
    assert deliver() == [] and WebhookDelivery.objects.count() == 1


def test_a_test_is_sent_to_one_endpoint_and_needs_one_that_is_active(receiver):
    endpoint, secret = make_endpoint(receiver.url, types=["order.paid"])
    make_endpoint(receiver.url, types=["order.paid"])
    send_test(endpoint=endpoint, by=None, at=timezone.now())
    deliver()
    assert receiver.types() == ["webhook.test"]
    Webhook(secret).verify(receiver.heard[0][1], receiver.heard[0][0])
    pause_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    with pytest.raises(EndpointSilent):
        send_test(endpoint=endpoint, by=None, at=timezone.now())


def test_a_delivery_is_sent_again_under_the_same_id(receiver):
    make_endpoint(receiver.url)
    happen()
    [delivery] = deliver()
    replay_delivery(delivery=delivery, by=None, at=timezone.now())
    with pytest.raises(DeliveryWaiting):
        replay_delivery(delivery=delivery, by=None, at=timezone.now())
    deliver()
    assert len(receiver.heard) == 2 and len(set(receiver.ids())) == 1
    assert receiver.heard[0][1] == receiver.heard[1][1]
    assert list(delivery.tries.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_all_that_failed_since_a_moment_is_sent_again(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    for number in range(3):
        happen(number, order=f"O{number}")
    pause_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    deliver()
    disable_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    with pytest.raises(EndpointSilent):
        replay_failed(endpoint=endpoint, since=timezone.now(), by=None, at=timezone.now())
    resume_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    assert replay_failed(endpoint=endpoint, since=timezone.now(), by=None, at=timezone.now()) == Replay(0, 0)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    assert replay_failed(endpoint=endpoint, since=an_hour_ago, by=None, at=timezone.now()) == Replay(3, 0)
    assert len(deliver()) == 3 == len(receiver.heard)


def test_addresses_are_looked_at_when_they_are_entered(settings):
    settings.OUTBOUND_HTTP = False
    partner = make_partner()
    for url in ("http://shop.example/", "https://ada:pw@shop.example/", "https://shop.example:22/", "https://./"):
        with pytest.raises(AddressRefused):
            create_endpoint(partner=partner, url=url, types=["order.paid"], by=None, at=timezone.now())
    assert not WebhookEndpoint.objects.exists()


def test_ten_endpoints_are_enough(receiver):
    for _number in range(10):
        make_endpoint(receiver.url, types=["order.paid"])
    with pytest.raises(TooManyEndpoints):
        make_endpoint(receiver.url, types=["order.paid"])


def test_every_step_is_in_the_partner_s_audit(receiver):
    endpoint, _secret = make_endpoint(receiver.url)
    change_endpoint(endpoint=endpoint, description="Orders", by=None, at=timezone.now())
    rotate_secret(endpoint=endpoint, by=None, at=timezone.now())
    pause_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    resume_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    disable_endpoint(endpoint=endpoint, by=None, at=timezone.now())
    assert [event.what for event in PartnerEvent.objects.filter(reference__startswith="webhook/").order_by("pk")] == [
        "webhook created", "webhook changed", "webhook secret rotated", "webhook paused", "webhook resumed",
        "webhook disabled",
    ]  # fmt: skip


def test_ten_tries_fit_into_three_days():
    waits = [wait_after(tries, 0) for tries in range(1, 11)]
    assert waits[:9] == list(WAITS) and waits[9] is None
    assert sum(WAITS, timedelta()) < KEEP_TRYING
    assert wait_after(1, 1) == timedelta(seconds=4.5)


def test_after_thirty_days_events_and_tries_are_forgotten_and_nothing_sooner(receiver):
    make_endpoint(receiver.url)
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        happen(1)
        deliver()
    happen(2)
    deliver()
    forget_webhooks(at=timezone.now())
    assert Event.objects.get().reference.endswith("/2")
    assert WebhookDelivery.objects.count() == WebhookAttempt.objects.count() == 1
    for rows in (Event.objects.all(), WebhookAttempt.objects.all()):
        with pytest.raises(AppendOnly):
            rows.update(reference="x")
        with pytest.raises(AppendOnly):
            rows.delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="triggers are PostgreSQL's")
def test_the_database_itself_keeps_young_events(receiver):
    make_endpoint(receiver.url)
    happen(1)
    deliver()
    for statement in ("UPDATE accounts_event SET type = 'x'", "DELETE FROM accounts_webhookattempt"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
