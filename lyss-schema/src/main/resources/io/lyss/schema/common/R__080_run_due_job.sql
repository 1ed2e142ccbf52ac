-- Runs one job that is due, or a bounded part of it, and stores how it went. Call it until it returns none,
-- each time in a transaction of its own. Several hosts may do so at once: each runs another job.
--
-- A job that fails changes nothing and holds up no other. It is tried again after a pause, which doubles from a
-- second up to the job's own interval. The same applies to a job that statement_timeout ends: set none, or a
-- long one, to run jobs. A job waits for a lock for lock_timeout, or two seconds where that is off, because it
-- holds its own locks meanwhile. A job that passes over some rows reports them by a setting (delete_each): its
-- work is kept, and it counts as failed.
create or replace function run_due_job()
returns table (job text, done bigint, took interval, error text, pause interval)
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_job record;
  v_started_at timestamptz;
  v_failures integer := 0;
  v_detail text;
  v_hint text;
  v_context text;
begin
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  for v_job in
    select m.name, d.call, d.batch, m.every, m.keep, m.failures
    from maintenance as m
    join job_definitions() as d on d.name = m.name
    where m.is_due
    order by m.due_at nulls first, m.name
  loop
    continue when not pg_try_advisory_xact_lock(
      hashtextextended('${schema} job ' || v_job.name, 0));
    -- another session may have run it a moment ago
    continue when not exists (
      select from maintenance as m where m.name = v_job.name and m.is_due);
    job := v_job.name;
    v_started_at := wall_time();
    begin
      perform limit_waiting();
      set local lyss.passed_over = '';
      execute v_job.call into done using v_job.keep;
      error := nullif(current_setting('lyss.passed_over'), '');
      v_failures := case when error is null then 0 else v_job.failures + 1 end;
    exception
      -- "others" does not include statement_timeout; uncaught, each run would begin this job again, and no
      -- other
      when query_canceled or others then
        get stacked diagnostics
          v_detail = pg_exception_detail, v_hint = pg_exception_hint, v_context = pg_exception_context;
        error := sqlerrm || case
          -- which locks, and where: PostgreSQL's message says no more than that
          when sqlstate = '40P01' then
            ': ' || replace(v_detail, E'\n', ' ') || ' ' || split_part(v_context, E'\n', 1)
          -- what LYSS itself says of a lock has a hint, and says who holds it
          when sqlstate = '55P03' and v_hint = '' then ': ' || waited_for(v_context)
          else ''
        end;
        v_failures := v_job.failures + 1;
    end;
    took := wall_time() - v_started_at;
    pause := case
      when error is not null then
        least(v_job.every, interval '1 second' * 2 ^ least(v_failures - 1, 20))
      when done >= v_job.batch then interval '0'
      else v_job.every
    end;
    perform note_job(
      p_name => job, p_started_at => v_started_at, p_took => took, p_done => done, p_error => error,
      p_failures => v_failures, p_due_at => statement_time() + pause);
    return next;
    return;
  end loop;
end
$$;

revoke execute on function run_due_job() from public;
grant execute on function run_due_job() to lyss_system;

comment on function run_due_job() is
  'Runs one job that is due, and stores how it went; returns nothing where none is due.';
