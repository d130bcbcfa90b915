"""Staff see every mail, and may send a finished one again."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from core.actions.mail import resend_mail
from core.admin.refusals import ReadOnlyAdmin, refusals_shown
from core.models import OutgoingMail


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "template", "recipient", "subject", "state", "tries", "sent_at"]
    list_filter = ["state", "template"]
    search_fields = ["recipient", "key", "subject"]
    date_hierarchy = "created_at"
    actions_detail = ["resend"]
    exclude = ["html"]

    @action(description=_("Send again"), permissions=["handle"])  # type: ignore[untyped-decorator]  # unfold has no types
    def resend(self, request: HttpRequest, object_id: int) -> HttpResponse:
        mail = get_object_or_404(OutgoingMail, pk=object_id)
        page = reverse("admin:core_outgoingmail_change", args=[object_id])
        if request.method != "POST":
            title = _("Send the mail again")
            context = self.admin_site.each_context(request) | {
                "title": title, "subject": mail, "form": [], "opts": self.opts, "back": page,
            }  # fmt: skip
            return render(request, "admin/core/ask.html", context)
        with refusals_shown(request):
            resend_mail(mail=mail, at=timezone.now())
            self.message_user(request, _("The mail to %(to)s is queued again.") % {"to": mail.recipient})
        return HttpResponseRedirect(page)
