"""Claims for staff: what went wrong, and what becomes of it."""

from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin.doors import staff_page
from core.admin.refusals import ReadOnlyInline
from orders.actions.problem_claims import decide_claim
from orders.admin.handled import TONES, HandledAdmin
from orders.forms.returns import DecideClaimForm
from orders.models import Claim, ClaimLine, ClaimPhoto


class ClaimLineInline(ReadOnlyInline):
    model = ClaimLine
    fields = ["order_line", "units"]


@admin.register(Claim)
class ClaimAdmin(HandledAdmin):
    list_display = ["number", "order", "kind", "remedy", "shown_state", "why", "amount", "asked_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["order"]
    search_fields = ["number", "order__number", "order__email"]
    fields = [
        ("number", "order"), ("kind", "remedy", "state"), "why", "text", ("amount", "replacement"),
        ("asked_at", "decided_at"), "note", "pictures",
    ]  # fmt: skip
    readonly_fields = ["why", "pictures"]
    inlines = [ClaimLineInline]
    actions_detail = ["decide"]

    def get_urls(self) -> list[Any]:
        photo = path("photos/<int:pk>/", staff_page(self.photo, "orders.view_claim"), name="orders_claim_photo")
        return [photo, *super().get_urls()]

    @display(description=_("state"), label=TONES, ordering="state")
    def shown_state(self, claim: Claim) -> tuple[str, str]:
        return claim.state, str(claim.get_state_display())

    @admin.display(description=_("looked at because"))
    def why(self, claim: Claim) -> str:
        return claim.sign_words or "–"

    @admin.display(description=_("photos"))
    def pictures(self, claim: Claim) -> SafeString | str:
        pks = [(reverse("admin:orders_claim_photo", args=[photo.pk]), photo.pk) for photo in claim.photos.all()]
        return format_html_join(" ", '<a href="{0}"><img src="{0}" alt="{1}" width="120"></a>', pks) or "–"

    @action(description=_("Decide"), url_path="decide", permissions=["handle", "pay_out"])
    def decide(self, request: HttpRequest, object_id: int) -> HttpResponse:
        row = get_object_or_404(Claim.objects.visible_to(request.user).select_related("order"), pk=object_id)
        form = DecideClaimForm(request.POST if request.method == "POST" else None)

        def verb() -> Claim:
            return decide_claim(claim=row, by=request.user, at=timezone.now(), **form.cleaned_data)

        return self._press(request, row, _("Decide the claim"), form, verb)

    def photo(self, request: HttpRequest, pk: int) -> FileResponse:
        photo = get_object_or_404(ClaimPhoto, pk=pk)
        return FileResponse(photo.file.open("rb"), content_type="image/jpeg")
