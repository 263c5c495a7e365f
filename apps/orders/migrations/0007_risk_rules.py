import datetime as dt

from django.db import migrations, models


class Migration(migrations.Migration):
    """Signs of fraud as rows, and why a person should look at a return first."""

    dependencies = [
        ("orders", "0006_payment_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash_refusals", "Cash orders refused at the door"),
                            ("open_cash", "Cash orders on their way at once"),
                            (
                                "shared_refunds",
                                "Other accounts with returns at the same phone, address or UPI id",
                            ),
                            ("declines", "Declined payments of one person"),
                            ("guest_declines", "Declined payments of all guests together"),
                        ],
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("most", models.PositiveSmallIntegerField(help_text="How many are still fine.")),
                ("within", models.DurationField(default=dt.timedelta(days=180))),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.AddField(
            model_name="return",
            name="review_reason",
            field=models.CharField(
                blank=True,
                help_text="Why a person should look at it first; never shown to the shopper.",
                max_length=200,
            ),
        ),
    ]
