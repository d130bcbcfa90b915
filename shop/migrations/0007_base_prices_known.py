from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [("shop", "0006_base_prices")]

    operations = [
        migrations.AlterField(
            model_name="variant",
            name="base_price",
            field=core.fields.MoneyField(editable=False, verbose_name="list price"),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(price__lte=models.F("base_price")), name="price_at_most_the_list_price"
            ),
        ),
    ]
