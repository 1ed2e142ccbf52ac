-- Part of the scope, as current_tenant_id is.
create or replace function current_user_id() returns uuid
language sql stable parallel safe
return case when scope_holds() then nullif(current_setting('app.current_user_id', true), '')::uuid end;

comment on function current_user_id() is
  'The user whose scope is bound to this transaction; null without one.';
