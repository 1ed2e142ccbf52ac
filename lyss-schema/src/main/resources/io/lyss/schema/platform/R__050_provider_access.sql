-- The access predicate: who may use which provider, and through what. It is defined here and
-- nowhere else; can_user_access_provider, explain_provider_access, user_available_providers, the
-- policies on conversations and usage_statistics, and every query of the DAO rest on it.
--
--   * A personal provider is used by its creator.
--   * An organization provider is used by those it is distributed to. Being an administrator, or
--     having created it, gives the right to manage it and not to use it.
--   * An inactive user uses nothing, an inactive provider is used by nobody, and a revoked
--     distribution gives nothing.
--
-- As "union all", both halves are reached by an index when user_id and provider_id are given, and
-- the question costs little more than a look-up by primary key.
--
-- The provider's own columns come along, so that a list of available providers need not read the
-- table again; PostgreSQL leaves out the columns that a query does not name.
create or replace view provider_access with (security_invoker = true) as
select way.*
from (
  select
    p.created_by as user_id,
    p.id as provider_id,
    null::integer as distribution_id,
    null::integer as distributed_by,
    p.name,
    p.provider_type,
    p.scope,
    p.created_by,
    p.api_base_url,
    p.config,
    p.is_active,
    p.created_at,
    p.updated_at
  from provider_configs as p
  where p.scope = 'personal' and p.is_active
  union all
  select
    d.user_id,
    d.provider_id,
    d.id as distribution_id,
    d.distributed_by,
    p.name,
    p.provider_type,
    p.scope,
    p.created_by,
    p.api_base_url,
    p.config,
    p.is_active,
    p.created_at,
    p.updated_at
  from provider_distributions as d
  join provider_configs as p on p.id = d.provider_id
  where d.is_active and p.scope = 'organization' and p.is_active
) as way
where exists (select from users as u where u.id = way.user_id and u.is_active);

comment on view provider_access is 'Who may use which provider, and through what.';
comment on column provider_access.user_id is 'The user who may use the provider.';
comment on column provider_access.provider_id is 'The provider.';
comment on column provider_access.distribution_id is
  'The distribution that gives access; null for a personal provider.';
comment on column provider_access.distributed_by is
  'The user who distributed it; null for a personal provider.';
