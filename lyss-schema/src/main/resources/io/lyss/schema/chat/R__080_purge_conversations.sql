-- Deletes for good the conversations that were deleted longer ago than p_deleted_for, that have expired, or
-- that were not active for as long as their tenant keeps them; at most p_limit at a time. A row that cannot be
-- deleted is skipped; its error is raised only if no other row was deleted. After a run that had to skip rows,
-- the job takes conversations in any order: otherwise it would find the same ones again.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_conversations(p_deleted_for interval, p_limit integer)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_fails constant boolean := job_fails('purge of conversations');
begin
  perform require_system();
  perform await_turn_to_erase();
  perform require_no_hold('purge of conversations');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from conversations_to_purge(
    p_tenant_id => null, p_deleted_for => p_deleted_for, p_keep_days => null, p_held => false, p_limit => 1)
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('purge of conversations');
  return delete_each(
    array(
      select to_jsonb(p) || jsonb_build_object('deleted_for', p_deleted_for)
      from conversations_to_purge(
        p_tenant_id => null, p_deleted_for => p_deleted_for, p_keep_days => null, p_held => false,
        p_limit => case when not v_fails then p_limit end) as p
      order by case when v_fails then random() end
      limit p_limit),
    'purge_if_due(jsonb)', 'conversations');
end
$$;

revoke execute on function purge_conversations(interval, integer) from public;
grant execute on function purge_conversations(interval, integer) to lyss_system;

comment on function purge_conversations(interval, integer) is
  'Deletes for good at most p_limit conversations that were deleted longer ago than p_deleted_for, have expired, or are older than their tenant keeps them; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
