"""Who took what out of the shop."""

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.exports import Export


class MayNotExport(Refused):
    code = "may_not_export"
    message = _("Who exports has to be of the staff, with the right to see these rows.")


def begin_export(*, export: Export, by: Any, words: str) -> LogEntry:
    """Written before anything is read, so that what breaks off is known too. Raises MayNotExport."""
    model = export.rows().model
    right = f"{model._meta.app_label}.view_{model._meta.model_name}"
    if by is None or not (by.is_active and by.is_staff and by.has_perm(right)):
        raise MayNotExport
    return LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(model),
        object_repr=f"export {export.name}",
        action_flag=CHANGE,
        change_message=words,
    )
