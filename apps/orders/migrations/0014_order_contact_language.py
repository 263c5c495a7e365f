"""Letters to a guest are in the language in which they ordered; earlier orders get English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0013_shipments")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="contact_language",
            field=models.CharField(
                db_default="en",
                default="en",
                help_text="Of letters to a guest: the one in which they ordered.",
                max_length=8,
            ),
        ),
    ]
