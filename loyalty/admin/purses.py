"""Gift cards and store credit: issued, corrected and frozen by staff, with every move to look at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline
from core.codes import canonical_code
from core.html import refusals_on
from loyalty.actions.gift_cards import Greeting, plan_gift_card_mail
from loyalty.actions.purses import adjust, grant_store_credit, issue_gift_card, set_frozen
from loyalty.forms.purses import AdjustForm, GrantCreditForm, IssueGiftCardForm
from loyalty.models import GiftCardMail, Purse, PurseEntry


class EntryInline(ReadOnlyInline):
    model = PurseEntry
    fields = ["created_at", "kind", "amount", "reference", "note", "written_by"]


@admin.register(Purse)
class PurseAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "balance", "issued", "standing", "created_at"]
    list_filter = ["kind", "is_frozen"]
    list_select_related = ["owner"]
    search_fields = ["code", "owner__email", "owner__name", "mail__recipient_email"]
    search_help_text = _("The code or its last four characters, the owner, or to whom it was sent.")
    fields = ["kind", "owner", "hint", "sent_to", ("balance", "issued"), "ability", "created_at"]
    readonly_fields = ["hint", "sent_to", "ability"]
    inlines = [EntryInline]
    actions_list = ["issue", "grant"]
    actions_detail = ["adjust", "freeze"]

    @admin.display(description=_("gift card or store credit"), ordering="pk")
    def name(self, purse: Purse) -> str:
        return str(purse)

    @display(description=_("state"), label={"frozen": "danger", "usable": "success"})
    def standing(self, purse: Purse) -> tuple[str, str]:
        return "frozen" if purse.is_frozen else "usable", self.ability(purse)

    @admin.display(description=_("state"))
    def ability(self, purse: Purse) -> str:
        return str(_("Frozen: pays nothing") if purse.is_frozen else _("Can pay"))

    @admin.display(description=_("sent to"))
    def sent_to(self, purse: Purse) -> str:
        mail = GiftCardMail.objects.filter(purse=purse).first()
        return f"{mail.recipient_email}, {formats.date_format(mail.send_on)}" if mail else "–"

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """A card is found by its code as it is printed, too."""
        card = queryset.filter(code=canonical_code(search_term)[:20] or "-")
        return (card, False) if card.exists() else super().get_search_results(request, queryset, search_term)

    def has_issue_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("loyalty.add_purse")

    @action(description=_("Issue a gift card"), url_path="issue", permissions=["issue"])
    def issue(self, request: HttpRequest) -> HttpResponse:
        form = IssueGiftCardForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_on(form):
                purse, words = _issue(request, form)
                self.message_user(request, words)
                return _to(purse)
        return self._ask(request, _("Issue a gift card"), form)

    @action(description=_("Give store credit"), url_path="grant", permissions=["issue"])
    def grant(self, request: HttpRequest) -> HttpResponse:
        form = GrantCreditForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            data = form.cleaned_data
            with refusals_on(form):
                purse = grant_store_credit(
                    owner=form.owner, amount=data["amount"], note=data["note"], reference=_cause(), by=request.user
                )
                words = _("%(name)s has %(sum)s of store credit now.")
                self.message_user(request, words % {"name": form.owner, "sum": purse.balance})
                return _to(purse)
        return self._ask(request, _("Give store credit"), form)

    @action(description=_("Adjust"), url_path="adjust", permissions=["handle"])
    def adjust(self, request: HttpRequest, object_id: int) -> HttpResponse:
        purse = get_object_or_404(Purse, pk=object_id)
        form = AdjustForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with refusals_on(form):
                adjust(purse=purse, reference=_cause(), by=request.user, **form.cleaned_data)
                self.message_user(request, _("The balance is corrected."))
                return _to(purse)
        return self._ask(request, _("Adjust"), form, purse)

    @action(description=_("Freeze or unfreeze"), url_path="freeze", permissions=["handle"])
    def freeze(self, request: HttpRequest, object_id: int) -> HttpResponse:
        purse = get_object_or_404(Purse, pk=object_id)
        if request.method == "POST":
            set_frozen(purse=purse, is_frozen=not purse.is_frozen)
            self.log_change(request, purse, "frozen" if not purse.is_frozen else "unfrozen")
            return _to(purse)
        title = _("Nothing can be paid from it any more") if not purse.is_frozen else _("It can pay again")
        return self._ask(request, title, None, purse)

    def _ask(self, request: HttpRequest, title: Any, form: Any, purse: Purse | None = None) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": title,
            "form": form or [],
            "subject": purse or "",
            "opts": self.opts,
            "back": _page(purse) if purse else reverse("admin:loyalty_purse_changelist"),
        }
        return render(request, "admin/core/ask.html", context)


@admin.register(GiftCardMail)
class GiftCardMailAdmin(ReadOnlyAdmin):
    list_display = ["purse", "recipient_email", "send_on", "queued_at"]
    list_select_related = ["purse"]
    search_fields = ["recipient_email"]


def _issue(request: HttpRequest, form: IssueGiftCardForm) -> tuple[Purse, str]:
    """The card, and what becomes of its code: it is mailed, or shown this once."""
    data = form.cleaned_data
    purse = issue_gift_card(amount=data["amount"], reference=_cause(), note=data["note"], by=request.user)
    if not data["recipient_email"]:
        return purse, _("The code is %s. Note it down: it is not shown again.") % purse.shown_code
    greeting = Greeting(data["recipient_email"], "", "", data["message"], data["send_on"], get_language() or "en")
    mail = plan_gift_card_mail(purse=purse, greeting=greeting, at=timezone.now())
    if mail.queued_at:
        return purse, _("The gift card is on its way to %s.") % mail.recipient_email
    words = _("The gift card goes to %(email)s on %(day)s.")
    return purse, words % {"email": mail.recipient_email, "day": formats.date_format(mail.send_on)}


def _cause() -> str:
    """Each press of the button is a cause of its own."""
    return f"staff/{get_random_string(12)}"


def _to(purse: Purse) -> HttpResponse:
    return redirect(_page(purse))


def _page(purse: Purse) -> str:
    return reverse("admin:loyalty_purse_change", args=[purse.pk])
