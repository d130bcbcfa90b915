"""Why staff take an entry off the page or do not put it there: a closed list, with what its writer is told."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "not_about_it": _("It is not about the product."),
    "personal_data": _("It names people or holds addresses or numbers."),
    "insult": _("It insults somebody or uses words we do not print."),
    "advertising": _("It advertises something or links elsewhere."),
    "copied": _("The same text stands elsewhere."),
    "unlawful": _("It says or shows what the law forbids."),
    "fake": _("There is evidence that it was not written by an honest customer."),
    "order_matter": _("It is about an order; our staff will see to it."),
    "unreadable": _("It cannot be read."),
}
"""By code. That somebody did not like a product is none of them."""

REPORTS = {
    "advertising": _("Advertising or a link"),
    "insult": _("Insults or hate"),
    "personal_data": _("Names or numbers of people"),
    "not_about_it": _("Not about the product"),
    "fake": _("Looks fake or copied"),
    "unlawful": _("Against the law"),
}
"""What a reader may say of an entry."""
