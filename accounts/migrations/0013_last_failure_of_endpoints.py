from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_keepers_of_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="webhookendpoint",
            name="failed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last failure"),
        ),
    ]
