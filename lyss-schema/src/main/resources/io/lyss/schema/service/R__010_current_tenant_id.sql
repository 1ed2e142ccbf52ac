-- The scope of a transaction is a tenant, a user of it, and that user's groups and role. bind_scope writes them
-- as settings; the functions current_... read them. Without a scope each is null or empty, and no row is
-- visible.
--
-- These functions read nothing but settings, and PostgreSQL inlines their bodies. So a policy that says
-- tenant_id = current_tenant_id() uses an index, also on a worker node. A setting that was bound once on a
-- pooled connection is '' ever after, hence nullif. Where scopes have to be signed, one without a valid seal
-- counts as none. Elsewhere scope_holds() is a constant, which the planner leaves out.
create or replace function current_tenant_id() returns uuid
language sql stable parallel safe
return case when scope_holds() then nullif(current_setting('app.current_tenant_id', true), '')::uuid end;

comment on function current_tenant_id() is
  'The tenant whose scope is bound to this transaction; null without one.';
