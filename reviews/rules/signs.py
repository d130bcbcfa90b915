"""The signs of risk in words, for staff."""

from django.utils.translation import gettext_lazy as _

SIGN_WORDS = {
    "link": _("a link"),
    "contact": _("an address or number"),
    "profanity": _("rude words"),
    "other_shop": _("names another shop"),
    "duplicate": _("the same text stands elsewhere"),
    "burst": _("very many reviews of this product today"),
    "many_today": _("writes very much today"),
    "shouting": _("capitals"),
    "odd_letters": _("letters that only look alike, or endless words"),
    "reported": _("reported by readers"),
    "unproven": _("no proven purchase"),
    "photos": _("photos"),
}
