-- What run_due_job stores.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function note_job(
  p_name text,
  p_started_at timestamptz,
  p_took interval,
  p_done bigint,
  p_error text,
  p_failures integer,
  p_due_at timestamptz
)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform ${schema}.refuse_unsealed();
  insert into jobs (name, started_at, took, done, error, succeeded_at, failures, due_at)
  values (
    p_name, p_started_at, p_took, p_done, p_error, case when p_error is null then p_started_at end,
    p_failures, p_due_at)
  on conflict (name) do update set
    started_at = excluded.started_at,
    took = excluded.took,
    done = excluded.done,
    error = excluded.error,
    succeeded_at = coalesce(excluded.succeeded_at, jobs.succeeded_at),
    failures = excluded.failures,
    due_at = excluded.due_at;
end
$$;

revoke execute on function
  note_job(text, timestamptz, interval, bigint, text, integer, timestamptz)
  from public;
grant execute on function
  note_job(text, timestamptz, interval, bigint, text, integer, timestamptz)
  to lyss_system;

comment on function note_job(text, timestamptz, interval, bigint, text, integer, timestamptz) is
  'Internal: Stores how a job has run, and when it is due again.';

select set_config('role', current_setting('lyss.migrating_role'), true);
