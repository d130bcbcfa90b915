"""Mails that wait to be sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [("core", "0001_initial")]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("template", models.CharField(max_length=80, verbose_name="template")),
                ("key", models.CharField(max_length=120, verbose_name="business key")),
                ("recipient", models.EmailField(max_length=254, verbose_name="recipient")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("text", models.TextField(verbose_name="plain text")),
                ("html", models.TextField(verbose_name="HTML")),
                ("unsubscribe_url", models.URLField(blank=True, max_length=500, verbose_name="unsubscribe address")),
                ("message_id", models.CharField(editable=False, max_length=120, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("uncertain", "Uncertain"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("next_try_at", models.DateTimeField(verbose_name="next try")),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("handed_over_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="last error")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "mail",
                "verbose_name_plural": "mails",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["state", "next_try_at"], name="core_outgoi_state_779cd4_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "key", "recipient"), name="one_mail_per_template_key_recipient"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sending", "sent", "failed", "uncertain"])),
                        name="mail_state_known",
                    ),
                ],
            },
        ),
    ]
