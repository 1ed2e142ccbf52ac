-- The access predicate for a past time: what provider_access returned then, by the periods that are kept. A
-- test compares the two. Times before the first period are unknown, and count as no access.
--
-- The body is a string and names its schema, so that the planner inlines it and uses the indexes.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function provider_access_at(p_at timestamptz)
returns table (
  user_id integer,
  provider_id integer,
  scope varchar(20),
  distribution_id integer,
  distributed_by integer,
  valid_from timestamptz,
  valid_until timestamptz
)
language sql stable parallel safe
as $$
  select way.*
  from (
    select
      d.user_id, d.provider_id, 'organization'::varchar(20), d.id, t.begun_by, t.active_from,
      t.active_until
    from ${schema}.provider_distributions as d
    join ${schema}.access_periods as t on t.kind = 'distribution' and t.id = d.id
    where t.active_from <= p_at and p_at < t.active_until
    union all
    select
      o.created_by, o.id, 'personal'::varchar(20), null::integer, null::integer, o.created_at,
      'infinity'::timestamptz
    from ${schema}.provider_configs as o
    where o.scope = 'personal'
  ) as way (user_id, provider_id, scope, distribution_id, distributed_by, valid_from, valid_until)
  where exists (
      select from ${schema}.access_periods as u
      where u.kind = 'user' and u.id = way.user_id
        and u.active_from <= p_at and p_at < u.active_until
    )
    and exists (
      select from ${schema}.access_periods as p
      where p.kind = 'provider' and p.id = way.provider_id
        and p.active_from <= p_at and p_at < p.active_until
    )
$$;

revoke execute on function provider_access_at(timestamptz) from public;

comment on function provider_access_at(timestamptz) is
  'Internal: Who could use which provider at some time, and by which distribution.';

select set_config('role', current_setting('lyss.migrating_role'), true);
