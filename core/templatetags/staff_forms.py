"""Fields of the admin's own small forms, drawn like those of its big ones."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from unfold.widgets import CHECKBOX_CLASSES, INPUT_CLASSES, SELECT_CLASSES, TEXTAREA_CLASSES

register = template.Library()
LOOKS: list[tuple[type[forms.Widget], list[str]]] = [
    (forms.CheckboxInput, CHECKBOX_CLASSES),
    (forms.Textarea, TEXTAREA_CLASSES),
    (forms.RadioSelect, []),
    (forms.CheckboxSelectMultiple, []),
    (forms.Select, SELECT_CLASSES),
    (forms.FileInput, []),
    (forms.Widget, INPUT_CLASSES),
]


@register.filter
def for_staff(field: BoundField) -> SafeString:
    """The field with a frame one can see: without the admin's classes its style sheet draws none."""
    looks = next(classes for widget, classes in LOOKS if isinstance(field.field.widget, widget))
    return field.as_widget(attrs={"class": " ".join(looks)} if looks else None)
