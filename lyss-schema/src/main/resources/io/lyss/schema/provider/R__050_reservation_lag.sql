-- Whether expired reservations are ended. Read by system work, by members of pg_monitor and by the owner
-- (may_monitor), who see counts and no tenant.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace view reservation_lag as
select
  count(*) as reserved,
  count(*) filter (where r.expires_at <= statement_time()) as expired,
  min(r.expires_at) filter (where r.expires_at <= statement_time()) as expired_since
from quota_reservations as r
where r.state = 'reserved'
  and may_monitor();

grant select on reservation_lag to lyss_system, pg_monitor;
select allow_owner('select on reservation_lag');

comment on view reservation_lag is
  'How many reservations are open, and how many have expired and still hold quota: one row.';
comment on column reservation_lag.expired is
  'More than 0 for over a minute or two: the job "expired reservations" does not run.';
comment on column reservation_lag.reserved is 'How many are open.';
comment on column reservation_lag.expired_since is 'When the oldest of the expired ones expired; null for none.';

select set_config('role', current_setting('lyss.migrating_role'), true);
