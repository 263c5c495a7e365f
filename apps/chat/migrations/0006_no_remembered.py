"""What a turn was given of the person's memory is part of its event."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("chat", "0005_turn_events")]

    operations = [migrations.RemoveField(model_name="turn", name="remembered")]
