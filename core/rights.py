"""What staff may see: being staff opens the door of the admin, and each kind of row asks for a right of its own."""

from django.contrib.auth import get_permission_codename
from django.db.models import Model


def sees_all(actor: object, model: type[Model]) -> bool:
    """Whether this is a member of staff with the right to view, or to change, every row of the kind."""
    if not getattr(actor, "is_staff", False):
        return False
    options = model._meta
    rights = (f"{options.app_label}.{get_permission_codename(verb, options)}" for verb in ("view", "change"))
    return any(actor.has_perm(right) for right in rights)  # type: ignore[attr-defined]  # who is staff is a user
