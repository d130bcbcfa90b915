"""What carriers said of parcels, and what shows that one arrived."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.files import private_files
from core.ledger import LedgerEntry
from orders.models.shipments import Report, Shipment


class CarrierEvent(LedgerEntry):
    """One thing a carrier said of a parcel. `reference` is the carrier's own id of it: what comes twice is one."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="carrier_events")
    code = models.CharField(_("what"), max_length=20, choices=Report)
    happened_at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField(_("heard"))
    place = models.CharField(_("place"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    expected_on = models.DateField(_("expected on"), null=True)

    class Meta(LedgerEntry.Meta):
        verbose_name = _("carrier's report")
        verbose_name_plural = _("carriers' reports")
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "reference"], name="one_report_per_parcel_key"),
            models.CheckConstraint(condition=Q(code__in=Report.values), name="carrier_event_code_known"),
            models.CheckConstraint(condition=~Q(reference=""), name="carrier_event_has_a_key"),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class DeliveryProof(models.Model):
    """With whom or where a parcel was left, and a photo of it. It tells of people, so unlike its report it may go."""

    event = models.OneToOneField(CarrierEvent, models.PROTECT, related_name="proof")
    left_with = models.CharField(_("left with"), max_length=120, blank=True)
    photo = models.FileField(_("photo"), upload_to="proofs/%Y/%m", storage=private_files, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("proof of delivery")
        verbose_name_plural = _("proofs of delivery")
        constraints = [
            models.CheckConstraint(condition=~Q(left_with="", photo=""), name="proof_shows_something"),
        ]

    def __str__(self) -> str:
        return self.left_with or str(_("photo"))
