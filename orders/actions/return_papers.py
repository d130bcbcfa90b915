"""What is left of returns and claims when their customer leaves for good."""

from functools import partial

from django.db import transaction

from accounts.models import User
from orders.models import Claim, ClaimPhoto, ReturnLine, ReturnMessage, ReturnPhoto

WORDS_OF_FORMER_CUSTOMERS = "–"


@transaction.atomic(savepoint=False)
def forget_cases(*, customer: User) -> None:
    """Photos go with their files, words are blanked; numbers and sums stay for the books."""
    mine = {"order__customer": customer}
    for photos in (
        ReturnPhoto.objects.filter(**{f"sent_back__{name}": who for name, who in mine.items()}, is_ours=False),
        ClaimPhoto.objects.filter(**{f"claim__{name}": who for name, who in mine.items()}),
    ):
        for photo in photos:
            transaction.on_commit(partial(photo.file.storage.delete, str(photo.file.name)))
        photos.delete()
    ReturnMessage.objects.filter(sent_back__order__customer=customer).update(text=WORDS_OF_FORMER_CUSTOMERS)
    ReturnLine.objects.filter(sent_back__order__customer=customer).update(note="")
    Claim.objects.filter(order__customer=customer).update(text="")
