from django.db import migrations, models


class Migration(migrations.Migration):
    """Where an agent hears of its orders, and the secret that signs what it hears."""

    dependencies = [
        ("protocols", "0002_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="webhook_url",
            field=models.CharField(
                blank=True,
                help_text="UCP agents say it in their profile; this is for ACP.",
                max_length=500,
                verbose_name="where it hears of its orders",
            ),
        ),
        migrations.AddField(
            model_name="agent",
            name="webhook_secret",
            field=models.CharField(blank=True, max_length=120, verbose_name="secret of its messages"),
        ),
    ]
