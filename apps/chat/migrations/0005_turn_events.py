"""The log of conversations: an event a turn, which the database lets nobody change."""

import django.db.models.deletion
from django.db import migrations, models

FORBID = """
create trigger turn_event_append_only before update on chat_turnevent
  for each row execute function ledger_append_only();
"""
ALLOW = "drop trigger turn_event_append_only on chat_turnevent;"


class Migration(migrations.Migration):
    dependencies = [("chat", "0004_routes"), ("ledger", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="TurnEvent",
            fields=[
                (
                    "turn",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="event",
                        serialize=False,
                        to="chat.turn",
                    ),
                ),
                ("happened", models.TextField()),
            ],
        ),
        migrations.RunSQL(FORBID, ALLOW),
    ]
