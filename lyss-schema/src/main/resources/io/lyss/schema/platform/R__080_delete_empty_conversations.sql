-- Clean-up of conversations in which nothing was ever said; what was said and has expired counts.
-- min_age spares a conversation that was opened a moment ago. One that is appended to while this runs
-- stays: its row is checked again once it is locked.
create or replace function delete_empty_conversations(min_age interval default '1 day')
returns bigint
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  with deleted as (
    delete from conversations as c
    where c.message_count = 0 and c.created_at < statement_time() - min_age
    returning c.id
  )
  select count(*) from deleted
$$;

revoke execute on function delete_empty_conversations(interval) from public;
grant execute on function delete_empty_conversations(interval) to lyss_system;

comment on function delete_empty_conversations(interval) is
  'Deletes conversations without messages that are older than min_age; returns how many.';
