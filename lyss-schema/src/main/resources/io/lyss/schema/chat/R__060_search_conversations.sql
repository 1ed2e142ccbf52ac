-- Searches the titles of the current user's own conversations that are not deleted and have not expired.
-- search_messages says why lyss_definer owns it. The plan is kept, because planning would take longer than the
-- search.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function search_conversations(
  p_text text,
  p_limit integer,
  p_before_last_active_at timestamptz,
  p_before_id uuid
)
returns setof conversations
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set random_page_cost = 0
set seq_page_cost = 0
set cpu_index_tuple_cost = 3
as $$
declare
  v_tenant constant uuid := require_tenant();
  v_user constant uuid := current_user_id();
  v_query constant tsquery := search_query(p_text);
  v_runs constant text[] := search_runs(p_text);
begin
  return query
    select c.*
    from conversations as c
    where c.tenant_id = v_tenant
      and c.user_id = v_user
      and c.status in ('active', 'archived')
      and has_not_expired(c.expires_at)
      and search_vector(c.title) @@ v_query
      and has_runs(c.title, v_runs)
      and (c.last_active_at, c.id) < (p_before_last_active_at, p_before_id)
    order by c.last_active_at desc, c.id desc
    limit p_limit;
end
$$;

revoke execute on function search_conversations(text, integer, timestamptz, uuid) from public;
grant execute on function search_conversations(text, integer, timestamptz, uuid)
  to authenticated_users;

comment on function search_conversations(text, integer, timestamptz, uuid) is
  'The current user''s own conversations, except deleted ones, whose titles have every word of a text, the last active one first, before a position.';

select set_config('role', current_setting('lyss.migrating_role'), true);
