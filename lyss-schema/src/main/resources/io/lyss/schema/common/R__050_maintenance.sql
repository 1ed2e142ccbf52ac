-- Read by system work, by members of pg_monitor and by the owner (may_monitor).
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace view maintenance as
select
  d.name,
  d.does,
  coalesce(j.every, d.every) as every,
  case when j.keeps_all is null then coalesce(j.keep, d.keep) end as keep,
  j.hold,
  j.started_at,
  j.took,
  j.done,
  j.error,
  j.succeeded_at,
  coalesce(j.failures, 0) as failures,
  j.due_at,
  j.hold is null and (
    coalesce(j.due_at <= statement_time(), true)
    -- the clock was ahead then, and the job would wait until it is again
    or j.started_at > statement_time() + interval '1 hour'
  ) as is_due,
  j.hold is null and (
    coalesce(j.due_at + coalesce(j.every, d.every) < statement_time(), true)
    -- a job that fails is due again soon, so the time at which it is due says nothing
    or j.failures > 0
      and coalesce(j.succeeded_at + 2 * coalesce(j.every, d.every) < statement_time(), true)
  ) as is_overdue
from job_definitions() as d
left join jobs as j on j.name = d.name
where may_monitor();

grant select on maintenance to lyss_system, pg_monitor;
select allow_owner('select on maintenance');

comment on view maintenance is
  'Every job that the database needs: what it does, how often, when it ran, and whether it is overdue.';
comment on column maintenance.is_overdue is
  'True: it should have succeeded twice since it last did. run_due_job is called too seldom, or the job fails.';
comment on column maintenance.name is 'The job, as set_job(), hold_job() and reset_job() are told of it.';
comment on column maintenance.does is 'What it does.';
comment on column maintenance.every is 'How often it is due.';
comment on column maintenance.keep is
  'How long it keeps what it deletes; null for ever, and for a job that deletes nothing.';
comment on column maintenance.hold is 'Why it may not run; null where it may.';
comment on column maintenance.started_at is 'When it last ran; null for never.';
comment on column maintenance.took is 'How long that took.';
comment on column maintenance.done is 'How many rows, months or whatever it is about that has done.';
comment on column maintenance.error is 'Why that failed; null where it has not.';
comment on column maintenance.succeeded_at is 'When it last ran without failing; null for never.';
comment on column maintenance.failures is 'How many runs have failed since then.';
comment on column maintenance.due_at is 'When it is due; null for at once.';
comment on column maintenance.is_due is 'Whether the next call of run_due_job() may run it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
