-- Retention: deletes for good, with associations and former texts, the memories that were deleted longer ago
-- than p_older_than, and those that did not change for as long as their tenant keeps them; at most p_limit at a
-- time. The vectors of the former were deleted with them; those of the latter are published. A row that cannot
-- be deleted is skipped; its error is raised only if no other row was deleted. After a run that had to skip
-- rows, the job takes memories in any order: otherwise it would find the same ones again.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_memories(p_older_than interval, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_fails constant boolean := job_fails('purge of memories');
begin
  perform require_system();
  perform await_turn_to_erase();
  perform require_no_hold('purge of memories');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from memories_to_purge(
    p_tenant_id => null, p_older_than => p_older_than, p_keep_days => null, p_held => false, p_limit => 1)
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('purge of memories');
  return delete_each(
    array(
      select to_jsonb(p)
      from memories_to_purge(
        p_tenant_id => null, p_older_than => p_older_than, p_keep_days => null, p_held => false,
        p_limit => case when not v_fails then p_limit end) as p
      order by case when v_fails then random() end
      limit p_limit),
    'purge_if_due(jsonb)', 'user_memories');
end
$$;

revoke execute on function purge_memories(interval, integer) from public;
grant execute on function purge_memories(interval, integer) to lyss_system;

comment on function purge_memories(interval, integer) is
  'Removes for good at most p_limit memories that were deleted longer ago than p_older_than, or are older than their tenant keeps them; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
