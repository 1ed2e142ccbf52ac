-- How users may use providers: the access predicate without the status of the user, which binding the user's scope
-- has checked already.
--
--   * An organization provider may be used by those to whom it is distributed. Administrators, and whoever
--     created it, may manage it but not use it.
--   * A personal provider may be used by its creator.
--   * An inactive provider may be used by nobody. A distribution gives access from its beginning to its end, and
--     not once it is revoked.
--
-- With "union all", both halves use an index when user_id and provider_id are given. Each reads one
-- table, without another condition, and has its scope as a constant: so a query that names the scope
-- is planned without the other half, as a plain join. A foreign key ensures that a distribution is of an
-- organization provider, so it is not checked again.
--
-- It includes the provider's own columns, so that a list of available providers need not read the
-- table again.
create or replace view provider_ways with (security_invoker = true) as
select
  way.user_id,
  way.provider_id,
  way.distribution_id,
  way.distributed_by,
  p.name,
  p.provider_type,
  way.scope,
  p.created_by,
  p.api_base_url,
  p.config,
  p.is_active,
  p.created_at,
  p.updated_at
from (
  select
    d.user_id,
    d.provider_id,
    d.id as distribution_id,
    d.distributed_by,
    'organization'::varchar(20) as scope,
    distribution_is_open(d.is_active, d.valid_from, d.valid_until) as is_open
  from provider_distributions as d
  union all
  select
    o.created_by,
    o.id,
    null::integer,
    null::integer,
    'personal'::varchar(20),
    o.scope = 'personal'
  from provider_configs as o
) as way
join provider_configs as p on p.id = way.provider_id
where way.is_open and p.is_active;

grant select on provider_ways to lyss_definer;

comment on view provider_ways is
  'Internal: Who may use which provider if active, and by which distribution: what provider_access is made of.';
