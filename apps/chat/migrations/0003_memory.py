"""What a turn was given of the person's memory, so that it can be taken again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_news")]

    operations = [
        migrations.AddField(
            model_name="turn",
            name="remembered",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
