-- Searches the current user's own memories.
--
-- Under row-level security an operator such as @@ cannot use an index: it is not leakproof, so it may only see
-- rows that the policy has let through. So lyss_definer owns the function, whose policies let all rows through,
-- and the function limits itself to the current user; then the index over owner and words is used.
--
-- The plan is kept, because planning would take longer than the search. A kept plan expects few rows of any
-- user, and would parse their words again instead of asking the index of words. So the costs are set: pages
-- cost nothing, and each entry of an index costs, of which those for words are few.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function search_memories(p_text text, p_limit integer, p_before_id uuid)
returns setof user_memories
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
    select m.*
    from user_memories as m
    where m.tenant_id = v_tenant
      and m.user_id = v_user
      and m.status = 'active'
      and memory_is_valid(m.valid_from, m.expires_at)
      and search_vector(m.memory_text) @@ v_query
      and (v_runs = '{}' or contains_runs(m.memory_text, v_runs))
      and m.id < p_before_id
    order by m.id desc
    limit p_limit;
end
$$;

revoke execute on function search_memories(text, integer, uuid) from public;
grant execute on function search_memories(text, integer, uuid) to authenticated_users;

comment on function search_memories(text, integer, uuid) is
  'The current user''s own active memories that have every word of a text, newest first, before an id.';

select set_config('role', current_setting('lyss.migrating_role'), true);
