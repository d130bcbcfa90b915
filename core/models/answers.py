"""Answers that are kept for a day, so that a call sent twice is done once."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

KEPT_FOR = timedelta(hours=24)
IN_FLIGHT_FOR = timedelta(seconds=60)
"""A call that began longer ago than this died on its way: whatever it did was undone with it."""


class KeptAnswer(models.Model):
    """What a call with an idempotency key was answered; `status` is null while it is being answered."""

    actor = models.CharField(max_length=160)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="Of method, path and body.")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    media_type = models.CharField(max_length=60, blank=True)
    location = models.CharField(max_length=500, blank=True)
    began_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="one_answer_per_actor_and_key"),
            models.CheckConstraint(
                condition=Q(status=None) | Q(status__gte=200, status__lte=499), name="kept_answer_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
