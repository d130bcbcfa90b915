"""What staff say when they pack and ship."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import Order, OrderLine, Shipment
from shop.models import Location


class PackForm(forms.Form):
    """A number for each line, of the units there are; all of them are suggested, or none."""

    def __init__(
        self, *args: Any, lines: list[OrderLine], left: dict[int, int], suggest: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            label, most = f"{line.title} ({line.options})" if line.options else line.title, left[line.pk]
            self.fields[f"line-{line.pk}"] = forms.IntegerField(
                label=f"{line.sku}: {label}", min_value=0, max_value=most, initial=most if suggest else 0
            )

    @property
    def quantities(self) -> dict[int, int]:
        return {int(name.removeprefix("line-")): number for name, number in self.cleaned_data.items()}


class ShipForm(forms.Form):
    carrier = forms.ChoiceField(label=_("Carrier"), choices=Shipment.Carrier)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=60, required=False)


class ShipDespiteForm(ShipForm):
    """The buyer asked to cancel: whoever ships it says that they know."""

    is_gone = forms.BooleanField(
        label=_("The buyer asked to cancel. The carrier has the parcel already; the buyer is told that it is too late.")
    )


class HoldForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Order.HoldReason)
    note = forms.CharField(label=_("Note for staff"), max_length=200, required=False)


class RerouteForm(forms.Form):
    location = forms.ModelChoiceField(label=_("Pack it at"), queryset=Location.objects.filter(is_active=True))


class LostForm(forms.Form):
    send_again = forms.TypedChoiceField(
        label=_("What the buyer gets"),
        choices=[("1", _("The same again, as far as it is in stock")), ("0", _("The money back"))],
        coerce=lambda value: value == "1",
    )
