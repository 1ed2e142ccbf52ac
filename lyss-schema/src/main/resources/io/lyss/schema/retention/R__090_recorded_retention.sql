-- The audit log has each change of a tenant's retention, and who made it.
create or replace trigger record_change
  after insert or update or delete on tenant_retention
  for each row execute function record_change('tenant_id', '{}', '{keep_days,set_by}', '{set_at}');
