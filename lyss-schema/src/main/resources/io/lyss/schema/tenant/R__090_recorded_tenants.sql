-- Who told that a tenant is suspended, or active again, is in the audit log here, too.
create or replace trigger record_change
  after insert or update or delete on known_tenants
  for each row execute function record_change('tenant_id', '{}', '{status}', '{changed_at}');
