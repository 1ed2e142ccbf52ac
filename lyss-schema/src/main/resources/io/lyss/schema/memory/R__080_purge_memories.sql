-- Retention: deletes for good, with their associations and what they said before, the memories that were
-- deleted long ago, and those that did not change for as long as their tenant keeps them; at most p_limit at
-- a time. The vectors of the former went when they were deleted, those of the others are published. One that
-- cannot be deleted holds up no other, and makes this fail once there is no other.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_memories(p_older_than interval, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  perform await_holds();
  return delete_each(
    array(select to_jsonb(p) from memories_to_purge(null, p_older_than, null, false, p_limit) as p),
    'purge_if_due(jsonb)');
end
$$;

revoke execute on function purge_memories(interval, integer) from public;
grant execute on function purge_memories(interval, integer) to lyss_system;

comment on function purge_memories(interval, integer) is
  'Removes for good at most p_limit memories that were deleted longer ago than p_older_than, or that their tenant keeps no longer; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
