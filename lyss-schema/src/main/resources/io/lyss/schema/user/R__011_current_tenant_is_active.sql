-- It compares the tenant that was found active with the one that is bound now, so that a scope bound
-- by bind_scope() alone does not use what an earlier scope has found.
create or replace function current_tenant_is_active() returns boolean
language sql stable parallel safe
return coalesce(
  nullif(current_setting('app.active_tenant_id', true), '')::uuid = current_tenant_id(), false);

comment on function current_tenant_is_active() is
  'Whether the tenant whose scope is bound was active when it was bound.';
