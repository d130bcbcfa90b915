"""Which mails somebody wants."""

from django import forms


class ChoicesForm(forms.Form):
    """A box for each kind of mail."""

    def __init__(self, *args: object, topics: list[tuple[str, str]], **how: object) -> None:
        super().__init__(*args, **how)  # type: ignore[arg-type]
        for name, label in topics:
            self.fields[name] = forms.BooleanField(label=label, required=False)

    @property
    def chosen(self) -> set[str]:
        """The names of those that are ticked."""
        return {name for name, is_on in self.cleaned_data.items() if is_on}
