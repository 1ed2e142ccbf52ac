-- Whether what has happened is being delivered. Who reads it has a reason, or watches over databases: members of
-- pg_monitor need no scope, and learn no tenant.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace view outbox_lag as
select
  e.events,
  e.oldest_at,
  k.keys,
  k.failing_keys,
  k.failures,
  g.given_up
from (
  select count(*) as events, min(o.created_at) as oldest_at from outbox_events as o
) as e
cross join (
  select
    count(*) as keys,
    count(*) filter (where o.failures > 0) as failing_keys,
    coalesce(max(o.failures), 0) as failures
  from outbox_keys as o
) as k
cross join (select count(*) as given_up from given_up_events) as g
where current_system_reason() is not null or pg_has_role(current_user, 'pg_monitor', 'usage');

grant select on outbox_lag to lyss_system, pg_monitor;

comment on view outbox_lag is 'How many events wait to be delivered, since when, what fails, and what was given up: one row.';
comment on column outbox_lag.oldest_at is 'When the oldest event that waits was written; null for none.';
comment on column outbox_lag.keys is 'How many keys they have.';
comment on column outbox_lag.failing_keys is 'How many keys have a first event that could not be handled.';
comment on column outbox_lag.failures is 'How often in a row the worst of them has failed.';
comment on column outbox_lag.given_up is 'How many events were given up, and not taken back.';

select set_config('role', current_setting('lyss.migrating_role'), true);
