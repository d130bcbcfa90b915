"""Languages that words can be in."""

from django.conf import settings

LANGUAGES = [code for code, _name in settings.LANGUAGES]
