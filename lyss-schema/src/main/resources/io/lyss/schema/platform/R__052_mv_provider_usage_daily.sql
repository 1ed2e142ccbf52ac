-- Usage by provider and day, computed in advance, and the view through which it is read. It is made of the
-- roll-ups and of what is not rolled up yet. So it includes corrections, and keeps days whose requests
-- retention has dropped.
--
-- An existing materialized view stays: each release runs this file again, and must not compute it all again. A
-- release that defines it differently drops it in a versioned file.
--
-- A day is a day in UTC, whatever the session's time zone. A materialized view has no policies, so nobody may
-- read it. provider_usage_daily shows the rows that an administrator, the owner of a personal provider, or
-- system work may see.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create materialized view if not exists mv_provider_usage_daily as
select
  u.usage_date,
  u.provider_id,
  sum(u.tokens)::bigint as daily_tokens,
  sum(u.cost) as daily_cost,
  sum(u.requests)::bigint as daily_requests,
  -- '' means the organization's currency: with null, a refresh would take each row for a new one
  coalesce(u.currency, '') as currency
from (
  select t.day as usage_date, t.provider_id, t.currency::text as currency, t.tokens, t.cost, t.requests
  from usage_totals as t
  union all
  select
    (f.recorded_at at time zone 'UTC')::date, f.provider_id, f.currency::text, f.tokens, f.cost, f.requests
  from usage_facts as f
  where f.stamp between (select w.first_stamp from rolled_up() as w) and 9223372036854775807
    and (
      f.stamp >= (select w.next_stamp from rolled_up() as w)
      or f.stamp = any (array (select unnest(w.open_stamps) from rolled_up() as w))
    )
) as u
group by u.usage_date, u.provider_id, coalesce(u.currency, '');

-- serves: refresh_provider_usage_daily, which needs it to leave readers alone
-- squawk-ignore require-concurrent-index-creation -- there already, or on a view that was just made
create unique index if not exists idx_mv_provider_usage_daily
  on mv_provider_usage_daily (usage_date, provider_id, currency);

comment on materialized view mv_provider_usage_daily is
  'Usage by provider, UTC day and currency, as of the last refresh_provider_usage_daily().';

-- lyss_definer owns it, so it bypasses the policies: its own "where" protects the rows, and security_barrier
-- applies it before a caller's conditions. Like a policy, each half is for one role (in a view, current_user is
-- its caller): a reason gives a user no rights.
create or replace view provider_usage_daily with (security_barrier = true) as
select
  m.usage_date, m.provider_id, m.daily_tokens, m.daily_cost, m.daily_requests,
  nullif(m.currency, '') as currency
from mv_provider_usage_daily as m
join provider_configs as p on p.id = m.provider_id
where
  current_user = 'authenticated_users' and (
    p.scope = 'personal' and p.created_by = (select current_user_id())
    or p.scope = 'organization' and (select current_user_is_admin())
  )
  or current_user = 'lyss_system' and (select current_system_reason()) is not null;

grant select on provider_usage_daily to authenticated_users, lyss_system;

comment on view provider_usage_daily is
  'Usage by provider, UTC day and currency, as of the last refresh: all users together.';
comment on column provider_usage_daily.usage_date is 'The day, in UTC.';
comment on column provider_usage_daily.daily_cost is 'Cost in that currency, corrections included.';
comment on column provider_usage_daily.currency is
  'Currency of the cost; null for that of the organization.';

select set_config('role', current_setting('lyss.migrating_role'), true);
