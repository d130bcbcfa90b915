"""What must hold of memberships from now on, and the append-only ledgers about them."""

from django.db import migrations, models

from core.ledger import guard_ledgers, unguard_ledgers

TABLES = ["loyalty_membershipevent", "loyalty_saving"]


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0006_memberships_given")]

    operations = [
        migrations.RemoveField(
            model_name="plan",
            name="free_delivery",
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "trial", "active", "grace", "lapsed", "paused", "ended"])),
                name="membership_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ended"), _negated=True),
                fields=("customer",),
                name="one_live_membership_per_customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stripe_subscription_id", ""), _negated=True),
                fields=("stripe_subscription_id",),
                name="one_membership_per_subscription",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price", None), ("source", "granted")),
                    models.Q(("price__isnull", False), ("source", "paid")),
                    _connector="OR",
                ),
                name="paid_membership_has_a_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["pending", "ended"]),
                    models.Q(("ends_at__isnull", False), ("starts_at__isnull", False)),
                    _connector="OR",
                ),
                name="begun_membership_has_a_period",
            ),
        ),
        migrations.RunPython(guard_ledgers(TABLES), unguard_ledgers(TABLES)),
    ]
