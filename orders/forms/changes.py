"""How many units of which line of an order are not wanted any more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models import OrderLine


class CancelUnitsForm(forms.Form):
    """A number for each line of which units (`most`, by line id) may be taken out, zero at first."""

    def __init__(self, *args: Any, lines: list[OrderLine], most: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            if most.get(line.pk):
                label = f"{line.title} ({line.options})" if line.options else line.title
                self.fields[f"line-{line.pk}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=most[line.pk], initial=0, required=False
                )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.quantities.values()):
            raise forms.ValidationError(_("Please say how many of what you do not want any more."))
        return self.cleaned_data

    @property
    def quantities(self) -> dict[int, int]:
        return {int(name.removeprefix("line-")): number or 0 for name, number in self.cleaned_data.items()}


class DeliveryForm(forms.Form):
    method = forms.IntegerField(min_value=1, max_value=10**9)
