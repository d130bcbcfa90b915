"""The review form: stars first, everything else as one likes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from reviews.models.entries import MOST_TEXT
from reviews.models.reviews import MOST_ALT, MOST_PHOTOS, ReviewPhoto
from shop.forms.photos import PhotoInput, PhotosField

STARS = [(5, _("Excellent")), (4, _("Good")), (3, _("All right")), (2, _("Poor")), (1, _("Bad"))]
POINTS = [(points, str(points)) for points in range(1, 6)]


class ReviewForm(forms.Form):
    """`aspects` are what the category asks beside the stars; `known_photos` those that are there already.

    Every photo may be described: one that is there by its id, one that is uploaded by its place among the files.
    """

    stars = forms.TypedChoiceField(
        label=_("Your stars"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose from one to five stars.")},
    )
    title = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    text = forms.CharField(
        label=_("What should others know?"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=format_lazy(_("Up to {n}. We remove where and when they were taken."), n=MOST_PHOTOS),
        widget=PhotoInput(attrs={"accept": "image/*"}),
    )
    author_name = forms.CharField(
        label=_("Your name"), max_length=60, help_text=_("Shown as first name and initial, such as Ada L.")
    )

    def __init__(
        self, *args: Any, aspects: Sequence[str] = (), known_photos: Sequence[ReviewPhoto] = (), **how: Any
    ) -> None:
        super().__init__(*args, **how)
        self.aspect_names = list(aspects)[:5]
        for place, name in enumerate(self.aspect_names):
            self.fields[f"aspect_{place}"] = forms.TypedChoiceField(
                label=name, choices=POINTS, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect
            )
        self.fields["dropped"] = forms.TypedMultipleChoiceField(
            choices=[(photo.pk, photo.pk) for photo in known_photos], coerce=int, required=False
        )
        self.known_photos = list(known_photos)
        for number, photo in enumerate(self.known_photos, 1):
            label = format_lazy(_("What photo {n} shows"), n=number)
            self.fields[f"alt_{photo.pk}"] = _alt_field(label, initial=photo.alt)
        self.places = list(range(MOST_PHOTOS - len(self.known_photos)))
        for place in self.places:
            self.fields[f"new_alt_{place}"] = _alt_field(format_lazy(_("What file {n} shows"), n=place + 1))

    @property
    def known_photo_fields(self) -> list[tuple[ReviewPhoto, forms.BoundField]]:
        return [(photo, self[f"alt_{photo.pk}"]) for photo in self.known_photos]

    @property
    def new_alt_fields(self) -> list[forms.BoundField]:
        return [self[f"new_alt_{place}"] for place in self.places]

    @property
    def has_new_alt_errors(self) -> bool:
        return any(field.errors for field in self.new_alt_fields)

    @property
    def alts(self) -> dict[int, str]:
        """What the photos that are there show, by id; only of those the form spoke of."""
        sent = [photo for photo in self.known_photos if self.add_prefix(f"alt_{photo.pk}") in self.data]
        return {photo.pk: self.cleaned_data[f"alt_{photo.pk}"] for photo in sent}

    @property
    def new_alts(self) -> list[str]:
        """What the uploaded photos show, in their order."""
        return [self.cleaned_data[f"new_alt_{place}"] for place in self.places]

    @property
    def aspect_fields(self) -> list[forms.BoundField]:
        return [self[f"aspect_{place}"] for place in range(len(self.aspect_names))]

    @property
    def aspects(self) -> dict[str, int]:
        """What was answered, by name."""
        answers = {name: self.cleaned_data.get(f"aspect_{place}") for place, name in enumerate(self.aspect_names)}
        return {name: points for name, points in answers.items() if points}


def _alt_field(label: Any, initial: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=MOST_ALT, required=False, initial=initial)
