"""A page's text is cleaned before it is kept."""

from django import forms

from core.prose import clean_prose
from shop.models import Page


class PageForm(forms.ModelForm):
    class Meta:
        model = Page
        fields = ["title", "slug", "language", "text", "position"]

    def clean_text(self) -> str:
        return str(clean_prose(self.cleaned_data["text"]))
