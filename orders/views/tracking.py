"""The photo of a parcel where it was left, for whoever holds the order's link."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.links import read_link
from orders.actions.mails import LINK_VALID_FOR, VIEW
from orders.models import DeliveryProof


@require_safe
def proof_photo(request: HttpRequest, token: str, event_id: int) -> FileResponse:
    number = read_link(VIEW, token, LINK_VALID_FOR)
    proofs = DeliveryProof.objects.exclude(photo="").filter(event__shipment__order__number=number)
    proof = get_object_or_404(proofs, event_id=event_id)
    try:
        answer = FileResponse(proof.photo.open("rb"), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404("the photo is gone") from error
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
