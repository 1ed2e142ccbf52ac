-- The answer of can_user_access_provider, for a host that keeps it: with its snapshot, when it ends by itself,
-- and what has changed since the host asked last. All of it is of one snapshot, that of the statement.
--
-- Users ask about themselves. Any other answer has no snapshot, and is not kept. The same applies to a user who
-- was inactive when the scope was bound, because an earlier snapshot found that. A user who has become inactive
-- since then is looked up here. On a standby no answer is kept, because it does not know which transactions its
-- snapshot does not see.
--
-- It pins its path, names the schema, and reads by index, for the same reasons as can_user_access_provider: a session
-- keeps the plans of usable_provider for all its callers.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function answer_provider_access(
  p_user_id integer, p_provider_id integer, p_known text
)
returns table (
  granted boolean, ends_at timestamptz, answered_at timestamptz, server text, snapshot text, changes text
)
language plpgsql stable security definer
set search_path = pg_temp
set enable_seqscan = off
as $$
declare
  v_from timestamptz;
  v_until timestamptz;
begin
  answered_at := ${schema}.statement_time();
  if current_setting('role') = 'authenticated_users' and p_user_id = ${schema}.current_user_id()
    and not pg_is_in_recovery()
  then
    perform from ${schema}.users as u where u.id = p_user_id and u.is_active;
    granted := found and ${schema}.usable_provider(p_user_id, p_provider_id);
    -- when a future distribution begins, or a present one ends
    select d.valid_from, d.valid_until into v_from, v_until
    from ${schema}.provider_distributions as d
    where d.user_id = p_user_id and d.provider_id = p_provider_id and d.is_active;
    ends_at := case when v_from > answered_at then v_from when v_until > answered_at then v_until end;
    server := ${schema}.answering_server();
    snapshot := pg_current_snapshot()::text;
    -- Most of the time nothing is newer, and looking that up here takes less time than calling the function,
    -- which knows why there is nothing to report then.
    perform from ${schema}.access_changes as c where c.stamp >= pg_snapshot_xmin(p_known::pg_snapshot);
    if found or p_known is null then
      changes := ${schema}.access_changes_since(p_known::pg_snapshot);
    else
      changes := '';
    end if;
  else
    granted := ${schema}.can_user_access_provider(p_user_id, p_provider_id);
  end if;
  return next;
end
$$;

revoke execute on function answer_provider_access(integer, integer, text) from public;
grant execute on function answer_provider_access(integer, integer, text) to authenticated_users;

comment on function answer_provider_access(integer, integer, text) is
  'Whether the user may use the provider, and for how long a host may keep that answer: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);
