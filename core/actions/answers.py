"""Calls with an idempotency key: begun once, answered once, the answer kept for a day."""

from datetime import datetime

from django.db import IntegrityError, transaction

from core.models.answers import IN_FLIGHT_FOR, KEPT_FOR, KeptAnswer


@transaction.atomic
def begin_answer(*, actor: str, key: str, fingerprint: str, at: datetime) -> tuple[KeptAnswer, bool]:
    """The row of this call, and whether the caller is to answer it; otherwise it is kept already or in flight.

    One that is over or died on its way is begun anew, by one caller alone.
    """
    fresh = {"fingerprint": fingerprint, "status": None, "body": "", "media_type": "", "location": "", "began_at": at}
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(actor=actor, key=key, **fresh), True
    except IntegrityError:
        row = KeptAnswer.objects.select_for_update().filter(actor=actor, key=key).first()
    if row is None:  # it was trimmed or given up between the two statements
        return begin_answer(actor=actor, key=key, fingerprint=fingerprint, at=at)
    is_over = row.began_at <= at - (IN_FLIGHT_FOR if row.status is None else KEPT_FOR)
    if is_over:
        KeptAnswer.objects.filter(pk=row.pk).update(**fresh)
        row.refresh_from_db()
    return row, is_over


@transaction.atomic(savepoint=False)
def keep_answer(*, row: KeptAnswer, status: int, body: str, media_type: str, location: str) -> bool:
    """The call was answered so. False when it took so long that another one was begun in its place."""
    answer = {"status": status, "body": body, "media_type": media_type, "location": location}
    return bool(KeptAnswer.objects.filter(pk=row.pk, status=None, began_at=row.began_at).update(**answer))


@transaction.atomic(savepoint=False)
def give_up_answer(*, row: KeptAnswer) -> None:
    """Nothing was done, so the key may be used again."""
    KeptAnswer.objects.filter(pk=row.pk, status=None, began_at=row.began_at).delete()


def trim_answers(*, at: datetime) -> int:
    """Forget answers that are older than a day; returns how many."""
    return KeptAnswer.objects.filter(began_at__lte=at - KEPT_FOR).delete()[0]
