"""Turn on pgvector (idempotent, so that each app that needs it may ask)."""

from django.db import migrations
from pgvector.django import VectorExtension


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []
    operations = [VectorExtension()]
