"""Reviews from before weights: their age counts from the day they were written; decisions cannot be changed."""

from datetime import date

from django.db import migrations
from django.db.models import F

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["reviews_decision"]


def weigh(apps, schema_editor):
    for review in apps.get_model("reviews", "Review").objects.iterator():
        review.weighed_day = (review.created_at.date() - date(1970, 1, 1)).days
        review.published_at = review.created_at if review.state == "published" else None
        review.submitted_at = review.created_at
        review.save(update_fields=["weighed_day", "published_at", "submitted_at"])
    apps.get_model("reviews", "ReviewRequest").objects.update(sent_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_opinions")]
    operations = [
        migrations.RunPython(weigh, migrations.RunPython.noop),
        migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES)),
    ]
