"""Which mails somebody wants, and how often."""

from collections.abc import Collection, Mapping

from django import forms

from accounts.models import Frequency, Topic


class ChoicesForm(forms.Form):
    """A box for each kind of mail; a choice of how often for those that can come together once a week."""

    def __init__(self, *args: object, known: Mapping[Topic, Frequency], weekly: Collection[Topic]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        for topic, often in known.items():
            self.fields[topic.value] = (
                forms.ChoiceField(
                    label=topic.label,
                    choices=Frequency.choices,
                    initial=often,
                    required=False,
                    widget=forms.RadioSelect,
                )
                if topic in weekly
                else forms.BooleanField(label=topic.label, initial=often != Frequency.NEVER, required=False)
            )

    @property
    def chosen(self) -> dict[Topic, Frequency]:
        """How often each kind may come; what was left out may not."""
        return {Topic(name): _often(value) for name, value in self.cleaned_data.items()}


def _often(value: bool | str) -> Frequency:
    if value is True:
        return Frequency.AT_ONCE
    return Frequency(value or Frequency.NEVER)
