"""What staff say when they pack and ship."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import OrderLine, Shipment


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
