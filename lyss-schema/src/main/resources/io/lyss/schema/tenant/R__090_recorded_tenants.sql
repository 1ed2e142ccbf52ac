-- The audit log here, too, has who suspended or reactivated a tenant.
create or replace trigger record_change
  after insert or update or delete on known_tenants
  for each row execute function record_change('tenant_id', '{}', '{status}', '{changed_at}');
