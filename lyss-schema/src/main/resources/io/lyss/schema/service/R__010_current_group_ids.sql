-- Part of the scope, as current_tenant_id is; empty instead of null, so that "= any" returns false and not
-- null.
create or replace function current_group_ids() returns uuid[]
language sql stable parallel safe
return coalesce(
  case when scope_holds() then nullif(current_setting('app.current_group_ids', true), '')::uuid[] end, '{}');

comment on function current_group_ids() is
  'The groups of the user whose scope is bound to this transaction; empty without one.';
