-- Binding a scope looks up whether its tenant is suspended or deleted, and binds that as a setting. The setting
-- is compared with the tenant that is bound now, so that what an earlier scope found of another tenant does not
-- count.
create or replace function current_tenant_is_active() returns boolean
language sql stable parallel safe
return coalesce(
  nullif(current_setting('app.suspended_tenant_id', true), '')::uuid <> current_tenant_id(), true);

comment on function current_tenant_is_active() is
  'Whether the tenant whose scope is bound was not known to be suspended or deleted when it was bound.';
