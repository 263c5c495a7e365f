"""Invoices and credit notes refuse every change but one: the name of an erased buyer, where the law asks for none.

CGST Rules 2017, rule 46: an unregistered buyer is named from ₹50,000 on.
"""

from django.db import migrations

GUARD = """
create or replace function orders_tax_document_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
     and (to_jsonb(new) - 'buyer') = (to_jsonb(old) - 'buyer')
     and new.buyer ->> 'masked' = 'true'
     and coalesce(old.buyer ->> 'gstin', '') = ''
     and old.total_paise < 5000000
  then
    return new;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
drop trigger invoice_append_only on orders_invoice;
drop trigger creditnote_append_only on orders_creditnote;
create trigger invoice_append_only before update or delete on orders_invoice
  for each row execute function orders_tax_document_guard();
create trigger creditnote_append_only before update or delete on orders_creditnote
  for each row execute function orders_tax_document_guard();
"""
BACK = """
drop trigger invoice_append_only on orders_invoice;
drop trigger creditnote_append_only on orders_creditnote;
create trigger invoice_append_only before update or delete on orders_invoice
  for each row execute function ledger_append_only();
create trigger creditnote_append_only before update or delete on orders_creditnote
  for each row execute function ledger_append_only();
drop function orders_tax_document_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_cart_reminders")]
    operations = [migrations.RunSQL(GUARD, BACK)]
