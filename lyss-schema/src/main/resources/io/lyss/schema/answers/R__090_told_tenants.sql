-- Each change of a tenant's status ends all answers kept for it. A suspended tenant gets no answer any more;
-- the rows of one that is opened may have been imported meanwhile, without triggers.
create or replace trigger tell_tenant_change
  after insert or delete on known_tenants
  for each row execute function tell_tenant_change();

create or replace trigger tell_tenant_change_of_updated
  after update on known_tenants
  for each row when (old.tenant_id <> new.tenant_id or old.status <> new.status)
  execute function tell_tenant_change();

create or replace trigger tell_tenant_change_of_all
  after truncate on known_tenants
  for each statement execute function tell_tenant_change();
