"""A picture is looked at before it is kept: its kind by decoding, never by its name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from shop.models import Picture
from shop.rules.images import LARGEST_BYTES, NotAPicture, check_picture


class PictureForm(forms.ModelForm):
    class Meta:
        model = Picture
        fields = ["file", "alt", "position"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            if (file.size or 0) > LARGEST_BYTES:
                raise ValidationError(_("This file is too large: up to 15 MB, please."))
            try:
                check_picture(file)
            except NotAPicture as error:
                raise ValidationError(
                    _("This is not a picture we can read. JPEG, PNG, WebP, AVIF and GIF are.")
                ) from error
        return file
