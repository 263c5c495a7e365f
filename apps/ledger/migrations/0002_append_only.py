"""Events and the audit chain refuse changes in the database itself, whoever asks."""

from django.db import migrations

FORBID = """
create or replace function ledger_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger event_append_only before update or delete on ledger_event
  for each row execute function ledger_append_only();
create trigger audit_append_only before update or delete on ledger_auditentry
  for each row execute function ledger_append_only();
"""
ALLOW = """
drop trigger event_append_only on ledger_event;
drop trigger audit_append_only on ledger_auditentry;
drop function ledger_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
