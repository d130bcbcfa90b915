"""What a photo shows, in its owner's words, for people who do not see it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from reviews.actions.moderation import publish_entry
from reviews.models import Decision, Review, ReviewPhoto
from shop.models import Product
from tests.cast import ada, ben, delivered_order, make_product, stan

pytestmark = pytest.mark.django_db
GOOD = {"stars": "4", "title": "Solid", "text": "Keeps the coffee warm.", "author_name": "Ada Lovelace"}


def uploads(number: int) -> list[SimpleUploadedFile]:
    buffer = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(buffer, "JPEG")
    return [SimpleUploadedFile(f"{place}.jpg", buffer.getvalue(), "image/jpeg") for place in range(number)]


@pytest.fixture
def product(client, provider) -> Product:
    product = make_product()
    delivered_order(provider, product, owner=ada())
    client.force_login(ada())
    return product


def page_of(product: Product) -> str:
    return reverse("reviews:review-create", args=[product.slug])


def published() -> Review:
    return publish_entry(entry=Review.objects.get(), by=stan(), at=timezone.now())


def test_uploads_are_described_in_their_order_and_shown_so(client, product):
    words = {"new_alt_0": "The mug on my desk", "new_alt_1": "", "new_alt_2": "A chip\n  in the rim"}
    client.post(page_of(product), GOOD | words | {"photos": uploads(3)})
    assert [photo.alt for photo in ReviewPhoto.objects.all()] == ["The mug on my desk", "", "A chip in the rim"]
    published()
    for path in (product.get_absolute_url(), f"{product.get_absolute_url()}reviews/photos/"):
        page = client.get(path).content.decode()
        assert 'alt="The mug on my desk"' in page and 'alt="A chip in the rim"' in page


def test_a_photo_that_is_there_is_described_on_the_edit_page(client, product):
    client.post(page_of(product), GOOD | {"photos": uploads(2)})
    published()
    first, second = ReviewPhoto.objects.all()
    page = client.get(page_of(product)).content.decode()
    assert f'name="alt_{first.pk}"' in page and f'name="alt_{second.pk}"' in page
    client.post(page_of(product), GOOD | {f"alt_{first.pk}": "The mug", f"alt_{second.pk}": ""})
    review = Review.objects.get()
    assert [photo.alt for photo in review.photos.all()] == ["The mug", ""]
    assert review.state == "pending"  # words for all to read, so a person reads them first
    edited = Decision.objects.filter(act="edited").first()
    assert edited.before["alts"] == {str(first.pk): ""}
    assert 'value="The mug"' in client.get(page_of(product)).content.decode()


def test_the_same_words_again_leave_the_review_on_the_page(client, product):
    client.post(page_of(product), GOOD | {"photos": uploads(1), "new_alt_0": "The mug"})
    published()
    photo = ReviewPhoto.objects.get()
    client.post(page_of(product), GOOD | {f"alt_{photo.pk}": "The mug"})
    client.post(page_of(product), GOOD)  # a page that was opened before the photo came says nothing of it
    assert (Review.objects.get().state, ReviewPhoto.objects.get().alt) == ("published", "The mug")


def test_a_photo_described_and_removed_at_once_is_only_removed(client, product):
    client.post(page_of(product), GOOD | {"photos": uploads(1)})
    published()
    photo = ReviewPhoto.objects.get()
    client.post(page_of(product), GOOD | {f"alt_{photo.pk}": "Gone", "dropped": [str(photo.pk)]})
    assert (Review.objects.get().state, ReviewPhoto.objects.exists()) == ("published", False)


def test_more_than_two_hundred_letters_are_refused_at_their_field(client, product):
    answer = client.post(page_of(product), GOOD | {"photos": uploads(1), "new_alt_0": "x" * 201})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<details class="photo-words" open>' in page and 'id="id_new_alt_0_error"' in page
    assert not Review.objects.exists()
    client.post(page_of(product), GOOD | {"photos": uploads(1), "new_alt_0": "x" * 200})
    assert len(ReviewPhoto.objects.get().alt) == 200


def test_markup_in_the_words_stays_text_and_links_are_a_sign(client, product):
    words = '"><script>alert(1)</script> https://spam.example'
    client.post(page_of(product), GOOD | {"photos": uploads(1), "new_alt_0": words})
    assert Review.objects.get().risks == ["link", "photos"]
    published()
    page = client.get(product.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "&quot;&gt;&lt;script&gt;" in page


def test_staff_read_the_words_before_they_decide(client, product):
    client.post(page_of(product), GOOD | {"photos": uploads(1), "new_alt_0": "The mug on my desk"})
    client.force_login(stan())
    assert "The mug on my desk</p>" in client.get("/staff/reviews/review/queue/").content.decode()


def test_nobody_describes_anothers_photo(client, product, provider):
    client.post(page_of(product), GOOD | {"photos": uploads(1), "new_alt_0": "The mug"})
    photo = ReviewPhoto.objects.get()
    delivered_order(provider, product, owner=ben())
    client.force_login(ben())
    client.post(page_of(product), GOOD)
    client.post(page_of(product), GOOD | {f"alt_{photo.pk}": "Mine"})
    assert ReviewPhoto.objects.get().alt == "The mug"
