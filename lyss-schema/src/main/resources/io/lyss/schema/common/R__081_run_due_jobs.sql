-- For pg_cron and the like, as one statement of the owner: call run_due_jobs('pg_cron'), every minute. Each job
-- is a transaction. It ends after a minute; a job that has more to do continues in the next call.
create or replace procedure run_due_jobs(p_reason text)
language plpgsql
as $$
declare
  v_until constant timestamptz := ${schema}.wall_time() operator(pg_catalog.+) interval '1 minute';
  v_job record;
begin
  loop
    -- A job waits for locks, and goes on with what others have committed meanwhile. The isolation is set before the
    -- first query of a transaction, right after "commit".
    commit;
    set transaction isolation level read committed;
    set local role lyss_system;
    -- without a reason the first job fails
    execute pg_catalog.format('set local app.system_reason = %L', coalesce(p_reason, ''));
    perform ${schema}.seal_as_owner();
    select * into v_job from ${schema}.run_due_job();
    if v_job.error is not null then
      raise warning '%: %', v_job.job, v_job.error;
    end if;
    exit when v_job.job is null or ${schema}.wall_time() operator(pg_catalog.>) v_until;
  end loop;
  commit;
end
$$;

revoke execute on procedure run_due_jobs(text) from public;

comment on procedure run_due_jobs(text) is
  'Runs all jobs that are due, each in a transaction of its own, for at most about a minute.';
