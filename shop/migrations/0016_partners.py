from django.db import migrations, models

import shop.models.stock


def give_codes(apps, schema_editor):
    """Places that were here before get a code; staff may choose a better one."""
    Location = apps.get_model("shop", "Location")
    for location in Location.objects.filter(code=""):
        location.code = shop.models.stock.new_location_code()
        location.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_partners"), ("shop", "0015_stores")]

    operations = [
        migrations.AddField(
            model_name="location",
            name="code",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="location",
            name="code",
            field=models.SlugField(
                default=shop.models.stock.new_location_code, max_length=40, unique=True, verbose_name="code"
            ),
        ),
        migrations.AddField(
            model_name="location",
            name="partners",
            field=models.ManyToManyField(
                blank=True,
                help_text="Who runs it.",
                related_name="locations",
                to="accounts.partner",
                verbose_name="partners",
            ),
        ),
    ]
