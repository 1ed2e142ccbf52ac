-- In a tenant's scope no permission reaches beyond the tenant, so a super_admin has there what a tenant_admin
-- has. It reads no table, so PostgreSQL inlines it.
create or replace function is_in_reach(p_reach text) returns boolean
language sql stable parallel safe
return p_reach operator(pg_catalog.=) 'tenant' or ${schema}.current_tenant_id() is null;

comment on function is_in_reach(text) is
  'Internal: Whether a permission of this reach counts in the scope.';
