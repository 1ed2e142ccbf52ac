-- Searches the current user's own memories.
--
-- Under row-level security an operator such as @@ cannot use an index: it is not leakproof, so it may only see
-- rows that the policy has let through. So lyss_definer owns the function, whose policies let all rows through,
-- and the function limits itself to the current user; then the index over spans and words is used.
--
-- A frequent word is in much of what is remembered of a user, so a page reads no more than it needs, in steps. The
-- first one has the newest memories, eight for each place of the page. The next ones have as many as should fill the
-- page, by how many hits there were so far, and at most sixteen times as many as were read. All the others are one
-- step where that would take too many spans: a step of many spans costs much of what all the others cost, and few
-- of those have a word of which there were few so far. So are those of users with few memories, or with ids
-- that are no times.
--
-- The plan is kept, because planning would take longer than the search. A kept plan expects few rows of any
-- user, and would parse their words again instead of asking the index of words. So the costs are set: pages
-- cost nothing, and each entry of an index costs, of which those for words are few. Between two bounds it would
-- expect still fewer, so the lower one is written such that no index is asked for it. In a database of few users it
-- would read the whole table, not the newest entries of a user in the index, so that is off.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function search_memories(p_text text, p_limit integer, p_before_id uuid)
returns setof user_memories
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set random_page_cost = 0
set enable_seqscan = off
set seq_page_cost = 0
set cpu_index_tuple_cost = 3
as $$
declare
  v_tenant constant uuid := require_tenant();
  v_user constant uuid := current_user_id();
  v_query constant tsquery := search_query(p_text);
  v_runs constant text[] := search_runs(p_text);
  v_first bigint;
  v_newest bigint;
  v_high bigint;
  v_low bigint;
  v_to uuid := p_before_id;
  v_from uuid;
  v_size integer;
  v_id uuid;
  v_spans bigint[];
  v_left integer := p_limit;
  v_hits integer;
  v_most integer := 30;
  v_found integer;
begin
  if numnode(v_query) = 0 then
    return;
  end if;
  select m.id into v_id from user_memories as m
  where m.tenant_id = v_tenant and m.user_id = v_user and m.id < p_before_id
  order by m.id desc
  offset least(p_limit, 250) * 8
  limit 1;
  if found then
    v_low := id_prefix(v_id);
    select id_prefix(m.id) into v_newest from user_memories as m
    where m.tenant_id = v_tenant and m.user_id = v_user and m.id < p_before_id
    order by m.id desc
    limit 1;
    v_high := v_newest;
  end if;
  loop
    -- looking for a span takes as long as reading some hits
    v_size := case
      when v_low <= v_first then null
      when v_high - v_low < 30::bigint << 23 then 23
      when v_high - v_low < v_most::bigint << 29 then 29
    end;
    if v_size is null then
      v_from := '00000000-0000-0000-0000-000000000000';
      v_spans := array[uuid_hash_extended(v_user, 0)];
    else
      v_low := v_low >> v_size << v_size;
      v_from := rpad(lpad(to_hex(v_low), 12, '0'), 32, '0');
      select array_agg(uuid_hash_extended(v_user, (n << 6) + v_size)) into v_spans
      from generate_series(v_low >> v_size, v_high >> v_size) as n;
    end if;
    return query
      select m.*
      from user_memories as m
      where m.tenant_id = v_tenant
        and m.user_id = v_user
        and m.status = 'active'
        and memory_is_valid(m.valid_from, m.expires_at)
        and memory_spans(m.user_id, m.id) && v_spans
        and search_vector(m.memory_text) @@ v_query
        and has_runs(m.memory_text, v_runs)
        and m.id < v_to
        and (m.id < v_from) is not true
      order by m.id desc
      limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
    exit when v_left = 0 or v_size is null;
    v_to := v_from;
    v_high := v_low - 1;
    v_hits := p_limit - v_left;
    if v_first is null then
      -- the first step is so small that no hit in it says little
      v_hits := greatest(v_hits, 4);
      select id_prefix(m.id) into v_first from user_memories as m
      where m.tenant_id = v_tenant and m.user_id = v_user
      order by m.id
      limit 1;
    end if;
    v_most := least(60, v_hits * 12);
    -- at least half of what was read: else steps would dwindle where there are fewer memories the older they are
    v_low := v_high
      - (v_newest - v_high) * least(16, greatest(0.5, v_left * 1.25::float8 / nullif(v_hits, 0)));
  end loop;
end
$$;

revoke execute on function search_memories(text, integer, uuid) from public;
grant execute on function search_memories(text, integer, uuid) to authenticated_users;

comment on function search_memories(text, integer, uuid) is
  'The current user''s own active memories that have every word of a text, newest first, before an id.';

select set_config('role', current_setting('lyss.migrating_role'), true);
