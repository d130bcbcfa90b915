"""Nobody fakes, buries or buys a rating: what somebody might try, and what comes of it."""

import io
import struct
import zlib
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.links import sign_link
from orders.actions.cancellation import cancel_order
from orders.actions.refunds import refund_line
from orders.actions.returned_units import MoreThanDelivered, record_returned_units
from orders.models import OrderLine
from reviews.actions.mails import APPEAL
from reviews.actions.requests import WRITE
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.models import Decision, Review, ReviewPhoto, Vote
from reviews.tasks.summaries import refresh_ratings
from shop.models import Product
from tests.cast import (
    ada,
    ben,
    deliver_order,
    delivered_order,
    make_coupon,
    make_product,
    make_promotion,
    paid_order,
    stan,
)

pytestmark = pytest.mark.django_db
GOOD = {"stars": "4", "title": "Solid", "text": "Keeps the coffee warm.", "author_name": "Ada Lovelace"}


def by_link(order, product) -> str:
    return reverse("reviews:review-create-by-link", args=[sign_link(WRITE, order.number), product.pk])


def own(product) -> str:
    return reverse("reviews:review-create", args=[product.slug])


def said(text: str = "Keeps the coffee warm.", stars: int = 4, title: str = "") -> Words:
    return Words(stars, title, text, "Ada Lovelace", "en")


def reviewed(provider, product=None, **words) -> Review:
    product = product or make_product()
    order = delivered_order(provider, product, email=f"buyer{next(numbers)}@example.com")
    return write_review(product=product, words=said(**words), by=Reviewer(None, order), at=timezone.now())


numbers = count()


def rating(product: Product) -> tuple[int, int]:
    product.refresh_from_db()
    return product.rating_count, product.rating_hundredths


# Purchases


def test_a_canceled_order_proves_nothing(client, provider):
    product = make_product()
    order = cancel_order(order=paid_order(provider, product), by=None, at=timezone.now())
    assert client.post(by_link(order, product), GOOD).status_code == 422
    assert not Review.objects.exists()


def test_a_purchase_for_next_to_nothing_is_not_verified_and_waits(client, provider):
    make_promotion("coupon", percent=99)
    make_coupon("FARM", percent=99)
    product = make_product(price=10_000)
    order = delivered_order(provider, product, codes=["FARM"])
    client.post(by_link(order, product), GOOD)
    review = Review.objects.get()
    assert (review.is_verified, review.state, review.risks) == (False, "pending", ["unproven"])


def test_what_was_paid_back_before_it_came_proves_nothing(client, provider):
    product = make_product()
    order = paid_order(provider, product)
    line = order.lines.get()
    refund_line(line=line, amount=line.cost.without_delivery, reason="gift", at=timezone.now(), by=None)
    order = deliver_order(order, timezone.now())
    client.post(by_link(order, product), GOOD)
    assert Review.objects.get().is_verified is False


def test_money_back_for_a_damaged_thing_leaves_its_critic_verified(provider):
    """Or a shop could buy itself free of bad reviews."""
    review = reviewed(provider, stars=1)
    line = review.order_line
    refund_line(line=line, amount=line.cost.without_delivery, reason="broke", at=timezone.now(), by=stan())
    review.refresh_from_db()
    assert review.is_verified


def test_the_badge_follows_returns_there_and_back(provider):
    product = make_product()
    order = delivered_order(provider, product, quantity=2)
    review = write_review(product=product, words=said(), by=Reviewer(None, order), at=timezone.now())
    other = reviewed(provider, product, stars=1)
    assert rating(product) == (2, 250)
    line = order.lines.get()
    record_returned_units(line=line, units=1, by=stan(), at=timezone.now())
    review.refresh_from_db()
    assert (review.is_verified, review.is_returned) == (True, False)
    line = record_returned_units(line=line, units=1, by=stan(), at=timezone.now())
    review.refresh_from_db()
    assert (review.is_verified, review.is_returned, review.state) == (False, True, "published")
    assert rating(product) == (2, 186)  # (0.4 * 4 + 1) / 1.4
    with pytest.raises(MoreThanDelivered):
        record_returned_units(line=line, units=1, by=stan(), at=timezone.now())
    record_returned_units(line=line, units=-2, by=stan(), at=timezone.now())
    review.refresh_from_db()
    assert (review.is_verified, review.is_returned) == (True, False)
    assert rating(product) == (2, 250)
    assert Decision.objects.filter(review=review, act="checked").count() == 2
    assert other.is_verified


def test_a_second_purchase_keeps_the_badge_when_the_first_goes_back(provider):
    product = make_product()
    review = reviewed(provider, product)
    delivered_order(provider, product, email=review.email)
    record_returned_units(line=review.order_line, units=1, by=stan(), at=timezone.now())
    review.refresh_from_db()
    assert (review.is_verified, review.is_returned) == (True, False)


def test_a_delivery_that_comes_later_makes_the_badge(provider):
    delivered_order(provider, make_product("Kettle"), owner=ada())
    product = make_product("Pan")
    review = write_review(product=product, words=said(), by=Reviewer(ada()), at=timezone.now())
    assert not review.is_verified
    delivered_order(provider, product, owner=ada())
    review.refresh_from_db()
    assert review.is_verified


# Accounts


def test_a_crafted_form_makes_nobody_verified_published_or_another(client, provider):
    delivered_order(provider, make_product("Kettle"), owner=ada())
    product = make_product("Pan")
    client.force_login(ada())
    crafted = {
        "is_verified": "1", "state": "published", "author": str(ben().pk), "order_line": str(OrderLine.objects.get().pk),
        "incentive": "none", "trust": "100", "helpful": "999", "source": "mail", "product": "1",
    }  # fmt: skip
    client.post(own(product), GOOD | crafted)
    review = Review.objects.get()
    assert (review.is_verified, review.state, review.author, review.helpful) == (False, "pending", ada(), 0)
    assert review.product == product


def test_another_account_cannot_use_the_purchase(client, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    client.force_login(ben())
    assert client.post(own(product), GOOD).status_code == 422
    assert not Review.objects.exists()


def test_who_belongs_to_staff_says_so_and_counts_for_nothing(client, provider):
    product = make_product()
    type(ada()).objects.filter(pk=ada().pk).update(is_insider=True)
    delivered_order(provider, product, owner=ada())
    client.force_login(ada())
    client.post(own(product), GOOD)
    assert rating(product) == (0, 0)
    reviewed(provider, product, stars=2)
    assert rating(product) == (1, 200)
    assert "Belongs to our staff" in client.get(f"{product.get_absolute_url()}reviews/").content.decode()


def test_a_withdrawn_review_counts_no_more_and_leaves_room_for_one(client, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    client.force_login(ada())
    client.post(own(product), GOOD)
    review = Review.objects.get()
    client.post(reverse("reviews:entry-withdraw", args=["review", review.pk]))
    assert rating(product) == (0, 0)
    client.post(own(product), GOOD | {"stars": "5"})
    assert rating(product) == (1, 500)
    client.force_login(ben())
    assert client.post(reverse("reviews:entry-withdraw", args=["review", Review.objects.first().pk])).status_code == 404


def test_drafts_are_their_writers_alone_and_count_for_nothing(client, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    client.force_login(ada())
    answer = client.post(reverse("reviews:draft-update", args=[product.slug]), GOOD)
    assert answer.content.decode() == "Kept as a draft."
    assert rating(product) == (0, 0)
    assert "Keeps the coffee warm." in client.get(own(product)).content.decode()
    assert "Go on writing" in client.get("/reviews/").content.decode()
    client.force_login(ben())
    assert "Keeps the coffee" not in client.get(f"{product.get_absolute_url()}reviews/").content.decode()
    client.force_login(ada())
    client.post(own(product), GOOD | {"text": "Done."})
    assert (Review.objects.get().state, rating(product)) == ("published", (1, 400))
    assert client.post(reverse("reviews:draft-update", args=[product.slug]), GOOD | {"stars": "1"}).status_code == 204
    assert rating(product) == (1, 400)


# Votes, reports, appeals


def vote(client, review: Review, value: str = "yes"):
    return client.post(reverse("reviews:entry-vote", args=["review", review.pk]), {"value": value})


def test_one_vote_each_changed_at_will_and_none_for_oneself(client, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    review = write_review(product=product, words=said(), by=Reviewer(ada()), at=timezone.now())
    before = review.usefulness
    client.force_login(ben())
    for _time in range(3):
        vote(client, review)  # yes, taken back, yes
    review.refresh_from_db()
    assert (review.helpful, Vote.objects.count()) == (1, 1)
    assert review.usefulness > before
    vote(client, review, "no")
    review.refresh_from_db()
    assert (review.helpful, review.unhelpful) == (0, 1)
    client.force_login(ada())
    vote(client, review)
    review.refresh_from_db()
    assert Vote.objects.count() == 1
    assert rating(product) == (1, 400)


@pytest.mark.parametrize("value", ["", "maybe", "2"])
def test_a_vote_that_is_none_is_refused(client, provider, value):
    review = reviewed(provider)
    client.force_login(ben())
    assert vote(client, review, value).status_code == 404


def test_a_visitor_who_votes_signs_in_and_comes_back(client, provider):
    review = reviewed(provider)
    answer = vote(client, review)
    assert answer.status_code == 302
    assert "/account/login/" in answer.url and review.product.slug in answer.url


def test_nobody_votes_on_what_is_not_there_to_be_read(client, provider):
    review = reviewed(provider, text="See https://spam.example")
    client.force_login(ben())
    assert vote(client, review).status_code == 404


def test_reports_bring_staff_and_hide_nothing(client, provider):
    review = reviewed(provider)
    client.force_login(ben())
    address = reverse("reviews:entry-report", args=["review", review.pk])
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "my competitor"}).status_code == 422
    client.post(address, {"reason": "fake", "note": "same text elsewhere"})
    again = client.post(address, {"reason": "insult"}, follow=True)
    assert "reported this already" in again.content.decode()
    review.refresh_from_db()
    assert (review.state, review.risks, review.trust) == ("published", ["reported"], 80)
    client.force_login(stan())
    assert "same text elsewhere" in client.get("/staff/reviews/review/queue/").content.decode()
    client.post("/staff/reviews/review/queue/decide/", {"entry": f"review/{review.pk}", "deed": "keep"})
    review.refresh_from_db()
    assert (review.state, review.risks, review.trust) == ("published", [], 100)


def test_an_appeal_is_its_writers_and_once(client, provider):
    review = reviewed(provider, text="See https://spam.example")
    client.force_login(stan())
    decide = "/staff/reviews/review/queue/decide/"
    client.post(decide, {"entry": f"review/{review.pk}", "deed": "reject"})
    review.refresh_from_db()
    assert review.state == "pending"  # no reason, no rejection
    client.post(decide, {"entry": f"review/{review.pk}", "deed": "reject", "reason": "advertising"})
    client.logout()
    link = reverse("reviews:appeal", args=[sign_link(APPEAL, f"review/{review.pk}")])
    assert "It advertises something" in client.get(link).content.decode()
    client.post(link, {"note": "It is the maker's manual."})
    review.refresh_from_db()
    assert (review.state, review.risk) == ("appealed", 100)
    client.force_login(stan())
    assert "It is the maker" in client.get("/staff/reviews/review/queue/").content.decode()
    client.logout()
    assert "Another person looks at it" in client.post(link, {"note": "again"}).content.decode()
    assert Decision.objects.filter(act="appealed").count() == 1
    wrong = reverse("reviews:appeal", args=[sign_link(WRITE, f"review/{review.pk}")])
    assert client.get(wrong).status_code == 410


def test_an_appeal_by_a_damaged_or_old_link_is_refused_on_a_page_that_says_so(client, provider):
    review = reviewed(provider)
    link = reverse("reviews:appeal", args=[sign_link(APPEAL, f"review/{review.pk}")])
    assert client.get(f"{link[:-3]}xx/").status_code == 410
    with time_machine.travel(timezone.now() + timedelta(days=46)):
        for answer in (client.get(link), client.post(link, {"note": "Please"})):
            assert answer.status_code == 410
            assert "<h1>This link is not valid any more.</h1>" in answer.content.decode()
    assert not Decision.objects.filter(act="appealed").exists()


def test_who_sent_it_back_before_writing_is_not_verified_and_waits(client, provider):
    product = make_product()
    order = delivered_order(provider, product)
    record_returned_units(line=order.lines.get(), units=1, by=stan(), at=timezone.now())
    client.post(by_link(order, product), GOOD)
    review = Review.objects.get()
    assert (review.is_verified, review.is_returned, review.state) == (False, True, "pending")


# Texts


def test_the_same_text_elsewhere_waits_whatever_is_put_around_it(provider):
    text = "This kettle boils a litre in two minutes, stays quiet, and the handle never gets hot at all."
    reviewed(provider, text=text)
    copy = reviewed(provider, make_product("Pan"), text=f"Wow! {text} Buy it!")
    assert (copy.state, copy.risks) == ("pending", ["duplicate"])
    assert reviewed(provider, make_product("Pot"), text="Quite another text about something else.").state == "published"


def test_a_flood_of_reviews_waits(provider):
    product = make_product(stock=50)
    states = [reviewed(provider, product, text=f"Number {number}").state for number in range(12)]
    assert states[:7] == ["published"] * 7
    assert set(states[7:]) == {"pending"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("in\u200bvi\u2060sible", "invisible"),
        ("\u202eevil\u202c", "evil"),
        ("line\r\n\n\n\n\nline", "line\n\nline"),
        ("مرحبا بكم", "مرحبا بكم"),
        ("👩\u200d👩\u200d👧 family", "👩\u200d👩\u200d👧 family"),
        ("a" * 5000, "a" * 5000),
    ],
)
def test_odd_texts_are_tidied_and_never_break_the_page(client, provider, text, kept):
    product = make_product()
    client.post(by_link(delivered_order(provider, product), product), GOOD | {"text": text})
    assert Review.objects.get().text == kept
    assert client.get(f"{product.get_absolute_url()}reviews/").status_code == 200


def test_too_long_a_text_is_refused_in_words(client, provider):
    product = make_product()
    answer = client.post(by_link(delivered_order(provider, product), product), GOOD | {"text": "word " * 1001})
    assert answer.status_code == 422
    assert "5000" in answer.content.decode()


# Photos


def picture(size=(800, 600), kind="JPEG", **how) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind, **how)
    return buffer.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 40,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0" * 1000)) + chunk(b"IEND", b"")
    )


def with_photos(client, provider, *files: tuple[str, bytes]):
    product = make_product()
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(by_link(delivered_order(provider, product), product), GOOD | {"photos": uploads})


@pytest.mark.parametrize(
    "content",
    [
        b"<script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"GIF89a<script>alert(1)</script>",
        bomb(),
        picture()[:500],
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.4",
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(client, provider, content):
    answer = with_photos(client, provider, ("me.jpg", picture()), ("photo.jpg", content))
    assert answer.status_code == 422
    assert "not a photo that we can read" in answer.content.decode()
    assert not Review.objects.exists() and not ReviewPhoto.objects.exists()


def test_a_photo_loses_where_it_was_taken_and_all_that_hides_behind_it(client, provider):
    exif = Image.Exif()
    exif[0x010E] = "my kitchen"
    exif.get_ifd(0x8825)[1] = "N"
    polyglot = picture(exif=exif) + b"<script>alert(1)</script>"
    with_photos(client, provider, ('"><img src=x>.php', polyglot))
    photo = ReviewPhoto.objects.get()
    kept = photo.file.read()
    assert b"script" not in kept and b"kitchen" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert photo.file.name.endswith(".jpg") and "img" not in photo.file.name
    assert (photo.width, photo.height) == (800, 600)
    review = Review.objects.get()
    assert (review.photo_count, review.state, review.risks) == (1, "pending", ["photos"])


def test_seven_photos_are_too_many(client, provider):
    answer = with_photos(client, provider, *[(f"{number}.jpg", picture((80, 80))) for number in range(7)])
    assert answer.status_code == 422
    assert "Up to six photos" in answer.content.decode()
    assert not ReviewPhoto.objects.exists()


def test_photos_are_shown_once_staff_have_seen_them_and_taken_away_by_their_owner(client, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    client.force_login(ada())
    uploads = [
        SimpleUploadedFile("a.png", picture((2400, 1200), "PNG")),
        SimpleUploadedFile("b.webp", picture(kind="WEBP")),
    ]
    client.post(own(product), GOOD | {"photos": uploads})
    photos = f"{product.get_absolute_url()}reviews/photos/"
    assert "Nobody has shown a photo yet." in client.get(photos).content.decode()
    client.force_login(stan())
    client.post(
        "/staff/reviews/review/queue/decide/", {"entry": f"review/{Review.objects.get().pk}", "deed": "publish"}
    )
    assert client.get(photos).content.decode().count("<img") == 2
    first = ReviewPhoto.objects.first()
    assert max(first.width, first.height) == 1600
    client.force_login(ada())
    client.post(own(product), GOOD | {"dropped": [str(first.pk)]})
    assert Review.objects.get().photo_count == 1
    assert Review.objects.get().state == "published"  # nothing new to look at


# Many


@pytest.mark.corrupts
def test_a_flood_from_one_account_meets_the_limit(client, provider):
    """Every try is answered in words, and after thirty in an hour one person is done, however many follow."""
    delivered_order(provider, make_product("Kettle"), owner=ada())
    client.force_login(ada())
    products = [make_product(f"Thing {number}") for number in range(32)]
    answers = [client.post(own(product), GOOD) for product in products]
    assert {answer.status_code for answer in answers} == {302, 422}
    assert "That were very many reviews" in answers[-1].content.decode()
    assert Review.objects.count() == 30
    assert Review.objects.filter(state="published").count() == 0


def test_who_turns_out_to_belong_to_staff_counts_no_more_from_the_next_night(provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    write_review(product=product, words=said(stars=5), by=Reviewer(ada()), at=timezone.now())
    reviewed(provider, product, stars=2)
    assert rating(product) == (2, 350)
    ada_is = type(ada()).objects.filter(pk=ada().pk)
    ada_is.update(is_insider=True)
    refresh_ratings()
    assert rating(product) == (1, 200)
    ada_is.update(is_insider=False)
    refresh_ratings()
    assert rating(product) == (2, 350)
