"""Invoices and credit notes refuse changes in the database itself, whoever asks."""

from django.db import migrations

FORBID = """
create trigger invoice_append_only before update or delete on orders_invoice
  for each row execute function ledger_append_only();
create trigger creditnote_append_only before update or delete on orders_creditnote
  for each row execute function ledger_append_only();
"""
ALLOW = """
drop trigger invoice_append_only on orders_invoice;
drop trigger creditnote_append_only on orders_creditnote;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_invoices"), ("ledger", "0002_append_only")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
