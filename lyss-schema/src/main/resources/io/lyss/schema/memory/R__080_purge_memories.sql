-- Retention: deletes for good the memories that were deleted long ago, with their associations, at
-- most p_limit at a time. Their vectors went when they were deleted. A memory that is being restored
-- is skipped, and so is one of whom a legal hold keeps.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_memories(p_older_than interval, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_purged integer;
begin
  perform require_system();
  perform await_holds();
  with old as materialized (
    select o.tenant_id, o.user_id, o.id from user_memories as o
    where o.status = 'deleted' and o.updated_at < statement_time() - p_older_than
      and not exists (
        select from legal_holds as h
        where h.tenant_id = o.tenant_id and h.subject_id in (o.tenant_id, o.user_id))
    order by o.updated_at
    limit p_limit
    for update skip locked
  )
  delete from user_memories as m
  using old
  where m.tenant_id = old.tenant_id and m.user_id = old.user_id and m.id = old.id;
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

revoke execute on function purge_memories(interval, integer) from public;
grant execute on function purge_memories(interval, integer) to lyss_system;

comment on function purge_memories(interval, integer) is
  'Removes for good at most p_limit memories that were deleted longer ago than p_older_than; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);
