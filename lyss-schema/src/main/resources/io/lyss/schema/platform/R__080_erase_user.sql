-- Erases a person's data, at most p_limit rows in a transaction: call it until erased_at is set. It can be
-- interrupted, because each step is kept, and a job continues what was begun. Called again after the end, it
-- erases what has come since.
--
-- A transaction that is open meanwhile may write more, and commit later. So an erasure is done once nothing is left and
-- all transactions have ended that were open when nothing was left for the first time. Until then it awaits them, and
-- no call waits: the job calls again when they have ended.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function erase_user(p_user_id integer, p_limit integer default 1000)
returns setof erasures
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_counts jsonb;
  v_requested_at timestamptz;
  v_awaited text[];
  v_step record;
begin
  perform require_system();
  perform require_limit(p_limit);
  perform from users as u where u.id = p_user_id;
  if not found then
    raise exception 'there is no user %', p_user_id using errcode = 'no_data_found';
  end if;
  perform await_turn_to_erase();
  perform refuse_held(p_user_id);
  insert into erasures as e (user_id, reason)
  values (p_user_id, current_system_reason())
  on conflict (user_id) do update
  set
    reason = case when e.erased_at is null then e.reason else excluded.reason end,
    requested_at = case when e.erased_at is null then e.requested_at else excluded.requested_at end,
    counts = case when e.erased_at is null then e.counts else '{}' end,
    erased_at = null
  returning e.counts, e.requested_at, e.awaits into v_counts, v_requested_at, v_awaited;
  select * into v_step from erase_step(
    p_tenant => 'true', p_person => p_user_id::text, p_requested_at => v_requested_at,
    p_counts => v_counts, p_awaited => v_awaited, p_limit => p_limit);
  if v_step.is_done then
    perform write_entry(
      p_action => 'erase_user', p_resource_type => 'users', p_id_column => 'id',
      p_row => jsonb_build_object('id', p_user_id), p_changes => jsonb_build_object('counts', v_step.counts));
  end if;
  return query
    update erasures as e
    set
      counts = v_step.counts,
      erased_at = case when v_step.is_done then greatest(statement_time(), e.requested_at) end,
      awaits = v_step.awaits,
      failed_at = null,
      error = null
    where e.user_id = p_user_id
    returning e.*;
end
$$;

revoke execute on function erase_user(integer, integer) from public;
grant execute on function erase_user(integer, integer) to lyss_system;

comment on function erase_user(integer, integer) is
  'Erases at most p_limit rows about a user, and returns what was erased so far; erased_at is null while something is left, or while it awaits transactions.';

select set_config('role', current_setting('lyss.migrating_role'), true);
