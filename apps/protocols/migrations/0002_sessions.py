import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Carts and checkouts of agents."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("protocols", "0001_agents"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgentSession",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("cart", "Cart"), ("checkout", "Checkout")], max_length=8),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("completed", "Completed"), ("canceled", "Canceled")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("door", models.CharField(max_length=8)),
                ("visitor_id", models.CharField(max_length=40)),
                ("choices", models.JSONField(blank=True, default=dict)),
                ("given", models.JSONField(blank=True, default=dict)),
                ("shown", models.CharField(blank=True, max_length=64)),
                ("order_number", models.CharField(blank=True, db_index=True, max_length=16)),
                ("cancel_reason", models.CharField(blank=True, max_length=60)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="protocols.agent",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_cart",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="protocols.agentsession",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(state="open", kind="checkout"),
                        fields=("from_cart",),
                        name="one_open_checkout_per_agent_cart",
                    )
                ],
            },
        ),
    ]
