"""Memberships until now were written by staff: each becomes one given by them, and plans' perks become rows."""

from typing import Any

from django.db import migrations
from django.db.models import F
from django.utils import timezone


def give(apps: Any, schema_editor: Any) -> None:
    """Of several that run the one that ends last stays alive, as a customer has one; the others end now. Periods never
    overlap."""
    _write_perks(apps.get_model("loyalty", "Plan"), apps.get_model("loyalty", "Perk"))
    membership = apps.get_model("loyalty", "Membership")
    now = timezone.now()
    membership.objects.update(source="granted", state="ended", ended_at=F("ends_at"), created_at=F("starts_at"))
    live: set[int] = set()
    for row in membership.objects.filter(ends_at__gt=now).order_by("-ends_at", "-pk"):
        if row.customer_id not in live:
            live.add(row.customer_id)
            membership.objects.filter(pk=row.pk).update(state="active", ended_at=None)
        else:
            membership.objects.filter(pk=row.pk).update(ended_at=now)
    _write_periods(membership, apps)


def _write_perks(plans: Any, perks: Any) -> None:
    for plan in plans.objects.all():
        kinds = ["free_delivery"] if plan.free_delivery else []
        for kind in [*kinds, "member_prices"]:
            parameters = {"countries": [], "methods": [], "from_minor": 0} if kind == "free_delivery" else {}
            perks.objects.create(plan=plan, kind=kind, parameters=parameters)


def _write_periods(membership: Any, apps: Any) -> None:
    period, event = apps.get_model("loyalty", "MembershipPeriod"), apps.get_model("loyalty", "MembershipEvent")
    taken: dict[int, Any] = {}
    for row in membership.objects.order_by("customer_id", "starts_at", "pk"):
        starts_at = max(row.starts_at, taken.get(row.customer_id, row.starts_at))
        ends_at = row.ended_at or row.ends_at
        if starts_at < ends_at:
            period.objects.create(membership=row, kind="granted", starts_at=starts_at, ends_at=ends_at)
            taken[row.customer_id] = ends_at
        event.objects.create(
            membership=row, kind="granted", reference="before", happened_at=row.starts_at, to_state=row.state
        )


def take_back(apps: Any, schema_editor: Any) -> None:
    """The plain rows are as they were; what was written about them is of no use to the code before."""
    plans = apps.get_model("loyalty", "Plan")
    plans.objects.update(free_delivery=False)
    plans.objects.filter(perks__kind="free_delivery").update(free_delivery=True)
    for name in ("MembershipPeriod", "MembershipEvent", "Perk"):
        apps.get_model("loyalty", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0005_memberships")]
    operations = [migrations.RunPython(give, take_back)]
