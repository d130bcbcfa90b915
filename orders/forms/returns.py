"""What a buyer says of what comes back, and what the warehouse says of what came."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from orders.models import OrderLine, ReturnLine
from orders.models.return_papers import MOST_PHOTOS
from orders.rules.claims import ABOUT_GOODS, Remedy
from orders.rules.returns import Outcome, Reason
from shop.forms.photos import PhotosField
from shop.models import Location, Variant

PHOTO_WORDS = format_lazy(_("Up to {n}. They show us what is wrong."), n=MOST_PHOTOS)
MONEY_OUTCOMES = (Outcome.ORIGINAL, Outcome.CREDIT)
REASONS = [choice for choice in Reason.choices if choice[0] != Reason.WITHDRAWAL]


class ReturnForm(forms.Form):
    """For each line (of which `most` units may come back): how many, why, whether it was opened, and what instead."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[OrderLine],
        most: Mapping[int, int],
        exchanges: Mapping[int, Sequence[Variant]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self._add(line, most[line.pk], exchanges.get(line.pk, []))

    def _add(self, line: OrderLine, most: int, exchanges: Sequence[Variant]) -> None:
        numbers = [(number, str(number)) for number in range(most + 1)]
        key = line.pk
        self.fields[f"units-{key}"] = forms.TypedChoiceField(
            label=_("How many"), choices=numbers, coerce=int, empty_value=0, required=False
        )
        self.fields[f"reason-{key}"] = forms.ChoiceField(
            label=_("Why"), choices=[("", _("Please choose")), *REASONS], required=False
        )
        self.fields[f"opened-{key}"] = forms.BooleanField(label=_("It was opened or used"), required=False)
        self.fields[f"note-{key}"] = forms.CharField(
            label=_("Anything we should know"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
        )
        if exchanges:
            choices = [(variant.pk, _instead(variant, line)) for variant in exchanges]
            self.fields[f"instead-{key}"] = forms.TypedChoiceField(
                label=_("If you exchange it, for"), choices=choices, coerce=int, empty_value=None, required=False
            )

    def rows(self) -> Iterable[tuple[OrderLine, list[forms.BoundField]]]:
        """Each line with its fields."""
        for line in self.lines:
            names = [f"{name}-{line.pk}" for name in ("units", "reason", "opened", "note", "instead")]
            yield line, [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = [line for line in self.lines if data.get(f"units-{line.pk}")]
        if not chosen and not self.errors:
            raise forms.ValidationError(_("Please say how many of what you want to send back."))
        for line in chosen:
            if not data.get(f"reason-{line.pk}"):
                self.add_error(f"reason-{line.pk}", _("Please say why."))
        return data

    @property
    def chosen(self) -> list[dict[str, Any]]:
        """What was said of each line that comes back."""
        data = self.cleaned_data
        return [
            {
                "line_id": line.pk,
                "units": data[f"units-{line.pk}"],
                "reason": data[f"reason-{line.pk}"],
                "is_opened": data[f"opened-{line.pk}"],
                "note": data[f"note-{line.pk}"],
                "instead": data.get(f"instead-{line.pk}"),
            }
            for line in self.lines
            if data.get(f"units-{line.pk}")
        ]

    @property
    def said(self) -> list[tuple[str, str]]:
        """Names and values of what was said, to be said again with the next step."""
        chosen = {wish["line_id"] for wish in self.chosen}
        names = [name for name in self.fields if int(name.rpartition("-")[2]) in chosen]
        return [(name, str(self.data[name])) for name in names if self.data.get(name)]


class OutcomeForm(forms.Form):
    """What the buyer would like to have for it, at the sum that was shown beside it."""

    outcome = forms.ChoiceField(choices=Outcome.choices, error_messages={"required": _("Please choose one.")})
    photos = PhotosField(label=_("Photos"), required=False, help_text=PHOTO_WORDS)

    @property
    def expected(self) -> str:
        """The sum in minor units, as it was shown."""
        return str(self.data.get(f"expected-{self.cleaned_data['outcome']}", ""))


class WithdrawalForm(forms.Form):
    """Which units the contract is withdrawn for, and who says so (Directive (EU) 2023/2673)."""

    def __init__(self, *args: Any, lines: Sequence[OrderLine], most: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"units-{line.pk}"] = forms.IntegerField(
                label=f"{line.title} ({line.options})" if line.options else line.title,
                min_value=0,
                max_value=most[line.pk],
                initial=most[line.pk],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.units.values()):
            raise forms.ValidationError(_("Please say what you withdraw from."))
        return self.cleaned_data

    @property
    def units(self) -> dict[int, int]:
        return {line.pk: self.cleaned_data.get(f"units-{line.pk}") or 0 for line in self.lines}


class MessageForm(forms.Form):
    text = forms.CharField(label=_("Your message"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class ParcelClaimForm(forms.Form):
    remedy = forms.ChoiceField(label=_("What would you like?"), choices=Remedy.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Anything we should know"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )


class GoodsClaimForm(forms.Form):
    """What came broken, wrong or short, and what the buyer would like."""

    kind = forms.ChoiceField(label=_("What went wrong?"), choices=[(kind.value, kind.label) for kind in ABOUT_GOODS])
    remedy = forms.ChoiceField(label=_("What would you like?"), choices=Remedy.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened?"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    photos = PhotosField(label=_("Photos"), required=False, help_text=PHOTO_WORDS)

    def __init__(self, *args: Any, lines: Sequence[OrderLine], most: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"units-{line.pk}"] = forms.IntegerField(
                label=f"{line.title} ({line.options})" if line.options else line.title,
                min_value=0,
                max_value=most[line.pk],
                initial=0,
                required=False,
            )
        self.order_fields([f"units-{line.pk}" for line in lines])

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.units.values()):
            raise forms.ValidationError(_("Please say how many of what this is about."))
        return self.cleaned_data

    @property
    def units(self) -> dict[int, int]:
        return {line.pk: self.cleaned_data.get(f"units-{line.pk}") or 0 for line in self.lines}


class ArrivedForm(forms.Form):
    """Where it came to; asked only where there is more than one place."""

    place = forms.ModelChoiceField(
        label=_("Came to"), queryset=Location.objects.filter(is_active=True), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(self.fields["place"].queryset[:2])  # type: ignore[attr-defined]
        self.only = places[0] if len(places) == 1 else None
        if self.only:
            del self.fields["place"]

    @property
    def chosen(self) -> Location | None:
        return self.only or self.cleaned_data.get("place")


class ReceiveForm(forms.Form):
    """The warehouse's numbers for each line of a return; everything as asked and as new unless said otherwise."""

    location = forms.ModelChoiceField(label=_("Put away at"), queryset=Location.objects.filter(is_active=True))
    photos = PhotosField(label=_("Photos"), required=False)

    def __init__(self, *args: Any, rows: Sequence[ReturnLine], place: Location | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.return_lines = rows
        self.fields["location"].initial = place or Location.objects.filter(is_active=True).first()
        for row in rows:
            for name, label in NUMBERS.items():
                self.fields[f"{name}-{row.pk}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=row.requested, initial=_suggested(name, row)
                )
            self.fields[f"finding-{row.pk}"] = forms.CharField(
                label=_("What was found"), max_length=300, required=False
            )

    def rows(self) -> Iterable[tuple[ReturnLine, list[forms.BoundField]]]:
        for row in self.return_lines:
            yield row, [self[f"{name}-{row.pk}"] for name in (*NUMBERS, "finding")]

    def found(self) -> dict[int, dict[str, Any]]:
        """What was found, by the return line's id."""
        names = (*NUMBERS, "finding")
        return {row.pk: {name: self.cleaned_data[f"{name}-{row.pk}"] for name in names} for row in self.return_lines}


class ScanForm(forms.Form):
    """The number on the label, the tracking number, or all that a scanner reads of the code."""

    code = forms.CharField(
        label=_("Number of the return, or scan the label"),
        max_length=200,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )


class SettleForm(forms.Form):
    note = forms.CharField(label=_("Note to the buyer"), max_length=500, required=False)


class LostReturnForm(forms.Form):
    pays = forms.TypedChoiceField(
        label=_("The buyer has"),
        choices=[("1", _("what was promised, as if it had come")), ("0", _("nothing yet: we look for it"))],
        coerce=lambda value: value == "1",
    )
    note = forms.CharField(label=_("Note to the buyer"), max_length=500, required=False)


class StaffReturnForm(forms.Form):
    """A return that one of the staff announces for a buyer, also where the rules would not."""

    outcome = forms.ChoiceField(label=_("The buyer has"), choices=[(o.value, o.label) for o in MONEY_OUTCOMES])
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    override = forms.CharField(label=_("Why it is taken back"), max_length=300)

    def __init__(self, *args: Any, lines: Sequence[OrderLine], most: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"units-{line.pk}"] = forms.IntegerField(
                label=f"{line.sku}: {line.title}", min_value=0, max_value=most[line.pk], initial=0, required=False
            )

    @property
    def units(self) -> dict[int, int]:
        return {line.pk: self.cleaned_data.get(f"units-{line.pk}") or 0 for line in self.lines}


class RejectForm(forms.Form):
    reason = forms.CharField(label=_("Why, in words for the buyer"), max_length=500, widget=forms.Textarea({"rows": 3}))


class DecideClaimForm(forms.Form):
    grants = forms.TypedChoiceField(
        label=_("The claim is"),
        choices=[("1", _("put right")), ("0", _("not agreed to"))],
        coerce=lambda value: value == "1",
    )
    note = forms.CharField(label=_("Why, in words for the buyer"), max_length=500, required=False)


class QuarantineForm(forms.Form):
    restock = forms.IntegerField(label=_("Back on the shelf"), min_value=0, initial=0)
    damaged = forms.IntegerField(label=_("Written off"), min_value=0, initial=0)
    location = forms.ModelChoiceField(label=_("Shelf at"), queryset=Location.objects.filter(is_active=True))


NUMBERS = {
    "received": _("Came"),
    "accepted": _("Accepted"),
    "restocked": _("Back on the shelf"),
    "damaged": _("Damaged"),
    "quarantined": _("Put aside"),
}


def _suggested(name: str, row: ReturnLine) -> int:
    is_as_new = not row.is_opened and row.reason not in (Reason.DAMAGED, Reason.FAULTY, Reason.PARTS_MISSING)
    given = {"received": True, "accepted": True, "restocked": is_as_new, "damaged": False, "quarantined": not is_as_new}
    return row.requested if given[name] else 0


def _instead(variant: Variant, line: OrderLine) -> str:
    name = variant.label or variant.product.title
    if variant.pk == line.variant_id:
        return str(_("the same again")) if not variant.label else str(_("%s, the same again") % name)
    return f"{name}: {variant.price}"
