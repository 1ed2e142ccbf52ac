-- The conversations to delete, each with the first reason that applies: it has expired, or was not active for
-- as long as the job keeps conversations. With p_held it returns those that legal holds keep, otherwise the
-- others. It has no rights that its caller lacks.
create or replace function conversations_to_purge(p_keep interval, p_held boolean, p_limit integer)
returns table (id bigint, reason text)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_found bigint;
begin
  return query
    select c.id, 'expired' from conversations as c
    where c.expires_at <= v_now
      and p_held = exists (select from legal_holds as h where h.user_id = c.user_id)
    order by c.expires_at
    limit p_limit;
  get diagnostics v_found = row_count;
  return query
    select c.id, 'retention' from conversations as c
    where c.active_hour < v_now - p_keep
      and c.last_active_at < v_now - p_keep
      and (c.expires_at is null or c.expires_at > v_now)
      and p_held = exists (select from legal_holds as h where h.user_id = c.user_id)
    limit p_limit - v_found;
end
$$;

revoke execute on function conversations_to_purge(interval, boolean, integer) from public;
grant execute on function conversations_to_purge(interval, boolean, integer) to lyss_system, lyss_definer;

comment on function conversations_to_purge(interval, boolean, integer) is
  'Internal: At most p_limit conversations to delete, and why; those that legal holds keep, or the others.';
