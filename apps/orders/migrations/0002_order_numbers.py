"""Order numbers count up in the database, so that two processes never give the same one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "create sequence orders_number_seq start 1000001", reverse_sql="drop sequence orders_number_seq"
        )
    ]
