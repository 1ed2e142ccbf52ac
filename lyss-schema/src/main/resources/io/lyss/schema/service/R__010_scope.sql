-- Who is asking: a tenant, a user of it, that user's groups and role, as bound to this transaction.
-- Each is null, or empty, where no scope is bound, and then nothing is visible.
--
-- They read settings and nothing else, and PostgreSQL puts their bodies in the place of the call; so
-- a policy that says tenant_id = current_tenant_id() uses an index, on a worker node too. A setting
-- that was bound once on a pooled connection is '' ever after, hence nullif.
create or replace function current_tenant_id() returns uuid
language sql stable parallel safe
return nullif(current_setting('app.current_tenant_id', true), '')::uuid;

comment on function current_tenant_id() is
  'The tenant whose scope is bound to this transaction; null where there is none.';

create or replace function current_user_id() returns uuid
language sql stable parallel safe
return nullif(current_setting('app.current_user_id', true), '')::uuid;

comment on function current_user_id() is
  'The user whose scope is bound to this transaction; null where there is none.';

create or replace function current_group_ids() returns uuid[]
language sql stable parallel safe
return coalesce(nullif(current_setting('app.current_group_ids', true), '')::uuid[], '{}');

comment on function current_group_ids() is
  'The groups of the user whose scope is bound to this transaction; empty where there is none.';

create or replace function current_user_role() returns text
language sql stable parallel safe
return coalesce(current_setting('app.current_role', true), '');

comment on function current_user_role() is
  'The role of the user whose scope is bound: super_admin, tenant_admin or end_user; else empty.';

-- Within a tenant a super_admin is what a tenant_admin is. What lies beyond the tenant takes the scope
-- of an administrator, which has to be asked for.
create or replace function current_user_is_tenant_admin() returns boolean
language sql stable parallel safe
return coalesce(current_setting('app.current_role', true), '') in ('tenant_admin', 'super_admin');

comment on function current_user_is_tenant_admin() is
  'Whether the user whose scope is bound administers the tenant.';
