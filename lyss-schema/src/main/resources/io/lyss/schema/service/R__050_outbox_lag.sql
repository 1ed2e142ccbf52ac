-- Whether what has happened is being delivered. System work reads it, and who watches over the database: members of
-- pg_monitor and the owner need no scope (may_monitor), and learn no tenant.
--
-- It is asked each minute, and most of all while much waits: so it counts no further than 100,000, and of the keys looks at
-- the first event of 1,000 that can be claimed first, and of 1,000 that have failed most often. To find one by its key reads four pages.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace view outbox_lag as
select
  e.events,
  o.oldest_at,
  k.keys,
  f.failing_keys,
  f.failures,
  g.given_up
from (select count(*) as events from (select from outbox_events limit 100000) as o) as e
cross join (
  select min(first.created_at) as oldest_at
  from (
    (select o.tenant_id, o.key, o.first_position from outbox_keys as o order by o.next_at limit 1000)
    union all
    (
      select o.tenant_id, o.key, o.first_position from outbox_keys as o
      where o.failures > 0
      order by o.failures desc
      limit 1000
    )
  ) as c
  cross join lateral (
    select o.created_at from outbox_events as o
    where o.tenant_id = c.tenant_id and o.key = c.key and o.position >= c.first_position
    order by o.position
    limit 1
  ) as first
) as o
cross join (select count(*) as keys from (select from outbox_keys limit 100000) as o) as k
cross join (
  select count(*) as failing_keys, coalesce(max(o.failures), 0) as failures
  from (select o.failures::integer from outbox_keys as o where o.failures > 0 order by o.failures desc limit 100000) as o
) as f
cross join (select count(*) as given_up from (select from given_up_events limit 100000) as o) as g
where may_monitor();

grant select on outbox_lag to lyss_system, pg_monitor;
select allow_owner('select on outbox_lag');

comment on view outbox_lag is
  'How many events wait to be delivered, since when, what fails, and what was given up: one row. No number is above 100,000, which stands for that many or more.';
comment on column outbox_lag.events is 'How many events wait; 100,000 for so many or more.';
comment on column outbox_lag.oldest_at is
  'When the oldest of them was written; null for none. Of more than 1,000 keys, the oldest of 1,000 that can be claimed first and of 1,000 that failed most often.';
comment on column outbox_lag.keys is 'How many keys they have.';
comment on column outbox_lag.failing_keys is 'How many keys have a first event that could not be handled.';
comment on column outbox_lag.failures is 'How often in a row the worst of them has failed.';
comment on column outbox_lag.given_up is 'How many events were given up, and not taken back.';

select set_config('role', current_setting('lyss.migrating_role'), true);
