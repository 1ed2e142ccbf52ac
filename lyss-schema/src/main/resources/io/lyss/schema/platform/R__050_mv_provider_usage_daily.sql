-- Usage by provider and day, kept ready, and the view through which it is read.
--
-- The materialized view stays where it exists: every release runs this file again, and must not read all
-- usage again. A release that defines it otherwise drops it in a versioned file.
--
-- A day is a day in UTC, whatever the session's time zone. A materialized view has no policies, so
-- nobody may read it: provider_usage_daily shows of it what an administrator, the owner of a
-- personal provider or system work may see.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create materialized view if not exists mv_provider_usage_daily as
select
  (recorded_at at time zone 'UTC')::date as usage_date,
  provider_id,
  sum(tokens_used) as daily_tokens,
  sum(cost) as daily_cost,
  count(*) as daily_requests
from usage_statistics
group by usage_date, provider_id;

-- serves: refresh_provider_usage_daily, which needs it to leave readers alone
-- squawk-ignore require-concurrent-index-creation -- there already, or on a view that was just made
create unique index if not exists idx_mv_provider_usage_daily
  on mv_provider_usage_daily (usage_date, provider_id);

comment on materialized view mv_provider_usage_daily is
  'Usage by provider and UTC day, as of the last refresh_provider_usage_daily().';

-- lyss_definer owns it, so it reads past the policies: its own "where" is the wall here, and
-- security_barrier keeps a caller's conditions behind it. Like a policy, each half is for one role
-- (in a view, current_user is its caller): a reason gives nothing to a user.
create or replace view provider_usage_daily with (security_barrier = true) as
select m.usage_date, m.provider_id, m.daily_tokens, m.daily_cost, m.daily_requests
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
  'Usage by provider and UTC day, as of the last refresh: all users together.';
comment on column provider_usage_daily.usage_date is 'The day, in UTC.';

select set_config('role', current_setting('lyss.migrating_role'), true);
