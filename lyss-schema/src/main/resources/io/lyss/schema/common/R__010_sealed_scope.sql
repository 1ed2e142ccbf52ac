-- The text that a scope's seal covers: the time at which this transaction began, the role and the settings. An
-- unset setting counts as empty. It pins no search path, so that it is inlined.
create or replace function sealed_scope() returns bytea
language sql stable parallel safe
return
  pg_catalog.timestamptz_send(pg_catalog.now()) operator(pg_catalog.||) pg_catalog.convert_to(pg_catalog.concat(
    pg_catalog.current_setting('role'), pg_catalog.chr(31),
    pg_catalog.current_setting('app.current_tenant_id', true), pg_catalog.chr(31),
    pg_catalog.current_setting('app.suspended_tenant_id', true), pg_catalog.chr(31),
    pg_catalog.current_setting('app.current_user_id', true), pg_catalog.chr(31),
    pg_catalog.current_setting('app.current_group_ids', true), pg_catalog.chr(31),
    pg_catalog.current_setting('app.current_role', true), pg_catalog.chr(31),
    pg_catalog.current_setting('app.system_reason', true)), 'UTF8');

comment on function sealed_scope() is
  'Internal: The text that the seal of a scope covers: the time of the transaction, the role and the settings.';
