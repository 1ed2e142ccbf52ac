-- How long a tenant keeps what its users have said, and who said so, is in the audit log.
create or replace trigger record_change
  after insert or update or delete on tenant_retention
  for each row execute function record_change('tenant_id', '{}', '{keep_days,set_by}', '{set_at}');
