-- Clean-up of conversations in which nothing was ever said; what was said and has expired counts.
-- min_age spares a conversation that was opened a moment ago. One that is appended to while this runs
-- stays: its row is checked again once it is locked.
create or replace function delete_empty_conversations(
  min_age interval default '1 day', p_limit integer default null
)
returns bigint
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  with deleted as (
    delete from conversations as c
    where c.message_count = 0 and c.id in (
      select o.id from conversations as o
      where o.message_count = 0 and o.created_at < statement_time() - min_age
      limit p_limit)
    returning c.id
  )
  select count(*) from deleted
$$;

revoke execute on function delete_empty_conversations(interval, integer) from public;
grant execute on function delete_empty_conversations(interval, integer) to lyss_system;

comment on function delete_empty_conversations(interval, integer) is
  'Deletes conversations without messages that are older than min_age, at most p_limit or all; returns how many.';
