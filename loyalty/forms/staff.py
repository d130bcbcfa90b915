"""What staff say of plans and memberships."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from core.fields import MoneyFormField
from core.money import ZERO, Money
from loyalty.models import Perk, Plan, PlanPrice
from loyalty.rules.perks import PARAMETERS, BadParameters, Names, Number, clean_parameters
from loyalty.rules.price_moves import LONGEST_NOTICE_DAYS, SHORTEST_NOTICE_DAYS, USUAL_NOTICE_DAYS


class PerkForm(forms.ModelForm):
    """A perk by fields that say what they mean; they become its parameters."""

    number = forms.IntegerField(
        label=_("How many"),
        required=False,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("Business days sooner, minutes before others, percent of points, days to return, or points."),
    )
    countries = forms.CharField(
        label=_("To countries"),
        required=False,
        help_text=_("For free delivery: DE, AT. Empty for all."),
        widget=UnfoldAdminTextInputWidget,
    )
    methods = forms.CharField(
        label=_("By methods"),
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("For free delivery: names as shoppers read them. Empty for every method free for members."),
    )
    spend_from = MoneyFormField(
        label=_("From"),
        required=False,
        help_text=_("For free delivery: what the goods are worth at least. Empty for any."),
        widget=UnfoldAdminDecimalFieldWidget,
    )

    class Meta:
        model = Perk
        fields = ["kind"]

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        kept = self.instance.parameters if self.instance.pk else {}
        wanted = PARAMETERS.get(self.instance.kind, ())
        number = next((row.name for row in wanted if isinstance(row, Number) and row.name != "from_minor"), "")
        self.fields["number"].initial = kept.get(number)
        for name in ("countries", "methods"):
            self.fields[name].initial = ", ".join(kept.get(name, []))
        self.fields["spend_from"].initial = Money(kept["from_minor"]) if kept.get("from_minor") else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if kind := data.get("kind"):
            try:
                self.instance.parameters = clean_parameters(kind, self._given(kind, data))
            except BadParameters as error:
                raise forms.ValidationError(str(error)) from error
        return data

    def _post_clean(self) -> None:
        """The row is looked at once its fields are right; else it would say the same again."""
        if not self.errors:
            super()._post_clean()

    def _given(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Only what this kind takes; a field that is filled in for nothing is a mistake to be told."""
        given: dict[str, Any] = {}
        for row in PARAMETERS[kind]:
            if isinstance(row, Names):
                given[row.name] = [part.strip() for part in data.get(row.name, "").split(",") if part.strip()]
            elif row.name == "from_minor":
                given[row.name] = (data.get("spend_from") or ZERO).minor
            else:
                given[row.name] = data.get("number")
        self._refuse_idle(kind, data)
        return given

    def _refuse_idle(self, kind: str, data: dict[str, Any]) -> None:
        taken = {row.name for row in PARAMETERS[kind]}
        fields = {"countries": "countries", "methods": "methods", "spend_from": "from_minor"}
        idle = [field for field, name in fields.items() if data.get(field) and name not in taken]
        if data.get("number") is not None and not taken - set(fields.values()):
            idle.append("number")
        for field in idle:
            self.add_error(field, _("This perk takes no such value."))


class PlanPriceForm(forms.Form):
    interval = forms.ChoiceField(label=_("Paid each"), choices=PlanPrice.Interval.choices)
    amount = MoneyFormField(label=_("Price"))
    trial_days = forms.IntegerField(label=_("Days of trial"), min_value=0, max_value=365, initial=0)
    valid_from = forms.DateTimeField(
        label=_("Offered from"),
        required=False,
        help_text=_("Empty for now. Who is a member keeps the price they joined for."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


class PriceMoveForm(forms.Form):
    interval = forms.ChoiceField(label=_("Who pays each"), choices=PlanPrice.Interval.choices, initial="year")
    notice_days = forms.IntegerField(
        label=_("Days of notice"),
        min_value=SHORTEST_NOTICE_DAYS,
        max_value=LONGEST_NOTICE_DAYS,
        initial=USUAL_NOTICE_DAYS,
        help_text=_("So long after the mail at least. Who renews sooner pays the old price once more."),
    )
    needs_consent = forms.BooleanField(
        label=_("Only who agrees"),
        required=False,
        help_text=_("Where the law asks for it: without a yes the membership ends with its period."),
    )


class DaysForm(forms.Form):
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=10_000)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class GrantForm(DaysForm):
    email = forms.EmailField(label=_("Customer's e-mail address"), max_length=254)
    plan = forms.ModelChoiceField(label=_("Plan"), queryset=Plan.objects.all())
    field_order = ["email", "plan", "days", "reason"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if not User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Nobody has an account with this address."))
        return email

    @property
    def customer(self) -> User:
        """To whom it is given."""
        return User.objects.get(email__iexact=self.cleaned_data["email"])


class MembershipRefundForm(forms.Form):
    amount = MoneyFormField(label=_("Amount"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
