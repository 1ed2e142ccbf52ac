-- The scope of a transaction is a tenant, a user of it, and that user's groups and role: settings
-- that bind_scope writes, and that the functions current_... read. Without a scope each is null, or
-- empty, and then nothing is visible.
--
-- They read settings and nothing else, and PostgreSQL inlines their bodies; so a policy that says
-- tenant_id = current_tenant_id() uses an index, also on a worker node. A setting that was bound
-- once on a pooled connection is '' ever after, hence nullif. Where scopes are signed, one that does not hold is none:
-- scope_holds() is a constant elsewhere, and the planner leaves it out.
create or replace function current_tenant_id() returns uuid
language sql stable parallel safe
return case when scope_holds() then nullif(current_setting('app.current_tenant_id', true), '')::uuid end;

comment on function current_tenant_id() is
  'The tenant whose scope is bound to this transaction; null where there is none.';
