-- Returns the users whom a journal outside of this database lists as erased, and who are not erased here: the
-- database was restored from an older backup, and not every erasure was repeated. A user erased here at that
-- time or later is not missing. Nor is one who does not exist: that user was made after the backup, and the id
-- may be another user's now.
create or replace function missing_erasures(p_erasures jsonb) returns table (user_id integer)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select distinct u.id
  from jsonb_to_recordset(p_erasures) as j (user_id integer, erased_at timestamptz)
  join users as u on u.id = j.user_id and u.created_at < j.erased_at
  where not exists (
    select from erasures as e where e.user_id = j.user_id and e.erased_at >= j.erased_at)
$$;

revoke execute on function missing_erasures(jsonb) from public;
grant execute on function missing_erasures(jsonb) to lyss_system, lyss_definer;

comment on function missing_erasures(jsonb) is
  'The users whom a journal lists as erased, and who are not erased here.';
