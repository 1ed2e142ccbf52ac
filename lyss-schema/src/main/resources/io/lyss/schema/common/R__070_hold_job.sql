-- A job on hold does not run, and nobody else drops what it would drop. Set again, a hold gets the later
-- reason.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function hold_job(p_name text, p_reason text)
returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_job(p_name);
  if p_reason is null then
    raise exception 'reason is null: say why the job may not run'
      using errcode = 'null_value_not_allowed';
  end if;
  -- A transaction that is dropping rows has read that there is no hold.
  perform await_holds(p_sets_one => true);
  insert into jobs (name, hold) values (p_name, p_reason)
  on conflict (name) do update set hold = excluded.hold;
end
$$;

revoke execute on function hold_job(text, text) from public;
grant execute on function hold_job(text, text) to lyss_system;

comment on function hold_job(text, text) is
  'Puts a job on hold for a reason, such as a lawsuit: it does not run, and nothing of its table is dropped.';

select set_config('role', current_setting('lyss.migrating_role'), true);
