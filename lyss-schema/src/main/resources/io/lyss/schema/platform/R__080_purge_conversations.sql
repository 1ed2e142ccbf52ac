-- Deletes for good the conversations that have expired, and those not active for p_keep (null keeps all); at
-- most p_limit at a time. If a message is appended meanwhile, or the expiry moved, a conversation stays: its
-- row is checked again once it is locked. Each deletion is an entry of the audit log. A row that cannot be
-- deleted is skipped; its error is raised only if no other row was deleted. After a run that had to skip rows,
-- the job takes conversations in any order: otherwise it would find the same ones again.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_conversations(p_keep interval, p_limit integer)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_fails constant boolean := job_fails('old conversations');
begin
  perform require_system();
  if p_keep < interval '0' then
    raise exception 'keep is %: it is at least 0', p_keep
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform await_turn_to_erase();
  perform require_no_hold('old conversations');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from conversations_to_purge(p_keep, false, 1)
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('old conversations');
  return delete_each(
    array(
      select jsonb_build_object('id', p.id, 'keep', p_keep)
      from conversations_to_purge(p_keep, false, case when not v_fails then p_limit end) as p
      order by case when v_fails then random() end
      limit p_limit),
    'purge_if_due(jsonb)', 'conversations');
end
$$;

revoke execute on function purge_conversations(interval, integer) from public;
grant execute on function purge_conversations(interval, integer) to lyss_system;

comment on function purge_conversations(interval, integer) is
  'Deletes at most p_limit conversations that have expired, or were not active for p_keep, null to keep those; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
