"""Choosing mails: kind by kind, at once or weekly, none with one press; every word of it is written down."""

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.actions.consents import choices_url
from accounts.models import Consent, DigestItem, Topic, User
from core.ledger import AppendOnly
from tests.cast import ada, ben

pytestmark = pytest.mark.django_db
BOXES = {"wants_review_requests": "on", "answers_questions": "on"}


def link(*topics: Topic) -> str:
    return choices_url(ada(), *topics).removeprefix(settings.BASE_URL)


def said() -> list[tuple[str, str, str]]:
    return list(Consent.objects.order_by("pk").values_list("topic", "frequency", "source"))


def test_how_often_is_chosen_where_it_makes_sense(client):
    client.force_login(ada())
    shown = client.get("/account/mails/").content.decode()
    assert shown.count("Once a week, together") == 2
    client.post("/account/mails/", BOXES | {"wants_alert_mails": "weekly", "wants_points_mails": "at_once"})
    assert (ada().wants_alert_mails, ada().weekly_topics) == (True, ["wants_alert_mails"])
    assert said() == [("wants_alert_mails", "weekly", "account")]
    client.post("/account/mails/", BOXES | {"wants_alert_mails": "weekly", "wants_points_mails": "at_once"})
    assert len(said()) == 1, "the same again is no news"
    client.post("/account/mails/", BOXES | {"wants_alert_mails": "never", "wants_points_mails": "at_once"})
    assert (ada().wants_alert_mails, ada().weekly_topics) == (False, [])


def test_the_words_that_stood_there_are_kept_in_their_language(client):
    client.force_login(ada())
    client.post("/account/mails/", BOXES | {"wants_alert_mails": "at_once"}, HTTP_ACCEPT_LANGUAGE="de")
    consent = Consent.objects.get()
    assert (consent.language, consent.reference) == ("de", f"account/{ada().pk}")
    assert consent.text not in ("", "You may tell me before points of mine expire and when my tier changes")


@pytest.mark.parametrize("often", ["daily", "on", "WEEKLY", "<script>"])
def test_a_frequency_that_there_is_not_changes_nothing(client, often):
    client.force_login(ada())
    answer = client.post("/account/mails/", {"wants_alert_mails": often})
    assert answer.status_code == 422 and "<script>" not in answer.content.decode()
    assert client.post(link(Topic.ALERTS), {"choices": "1", "wants_points_mails": often}).status_code == 422
    assert said() == [] and ada().wants_review_requests


def test_one_press_ends_all_but_the_mails_of_orders(client):
    client.force_login(ada())
    assert "No mails but those about my orders" in client.get("/account/mails/").content.decode()
    client.post("/account/mails/", {"none": "1"})
    assert not any(getattr(ada(), topic.value) for topic in Topic)
    assert {frequency for _topic, frequency, _source in said()} == {"never"}


def test_the_same_by_the_link_of_a_mail_without_signing_in(client):
    assert "No mails but those about my orders" in client.get(link(Topic.REVIEWS)).content.decode()
    assert "Your choice is saved." in client.post(link(Topic.REVIEWS), {"none": "1"}).content.decode()
    assert not any(getattr(ada(), topic.value) for topic in Topic)
    assert {source for _topic, _frequency, source in said()} == {"mail"}


def test_one_click_in_the_weekly_mail_ends_the_kinds_it_holds(client):
    client.post(link(Topic.ALERTS, Topic.POINTS), {"List-Unsubscribe": "One-Click"})
    assert (ada().wants_alert_mails, ada().wants_points_mails, ada().wants_review_requests) == (False, False, True)


def test_a_link_of_one_person_never_speaks_for_another(client):
    ben()
    client.force_login(ben())
    client.post(link(Topic.ALERTS), {"none": "1"})
    assert ben().wants_alert_mails and not ada().wants_alert_mails


def test_what_was_said_is_never_changed():
    user = ada()
    consent = Consent.objects.create(
        customer=user, topic="answers_questions", frequency="at_once", source="account", text="x", language="en"
    )
    with pytest.raises(AppendOnly):
        consent.save()
    with pytest.raises(AppendOnly):
        Consent.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(customer=user, topic="x", frequency="often", source="account", text="", language="en")


def test_what_was_collected_of_a_kind_is_dropped_with_it(client):
    client.force_login(ada())
    for topic in (Topic.ALERTS, Topic.POINTS):
        DigestItem.objects.create(
            customer=ada(), topic=topic, key="k", title="t", text="x", url="http://x/", created_at="2026-11-24T00:00Z"
        )
    client.post("/account/mails/", BOXES | {"wants_points_mails": "at_once"})
    assert DigestItem.objects.get().topic == Topic.POINTS


def test_accounts_of_before_have_the_defaults():
    user = User.objects.create_user("new@example.com")
    assert (user.wants_alert_mails, user.weekly_topics) == (True, [])
