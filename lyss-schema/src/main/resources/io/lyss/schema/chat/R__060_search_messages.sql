-- Searches the current user's own messages. Those of conversations that are deleted or have expired are left
-- out, unless a fork that is not deleted shows them: then they are in that fork, for whoever opens the conversation of
-- a message that was found. Of several forks it is the one that shows most.
--
-- Under row-level security an operator such as @@ cannot use an index: it is not leakproof, so it may only see
-- rows that the policy has let through. So lyss_definer owns the function, whose policies let all rows through,
-- and the function limits itself to the current user; then the index over owner and words is used.
--
-- A frequent word is in much of what a user has written, so a page reads no more months than it needs: first one,
-- then, by how many hits it found in the months so far, about as many as should fill the page, and at most four
-- times as many as in the step before. It ends when the page is full, or at the user's first conversation. Fewer and
-- larger steps are better, because starting the plan takes as long as reading some four months. The plan is kept,
-- because planning for all months would take longer than the page.
--
-- PostgreSQL prepares each condition anew for each month, which is much of the time that a month takes. So most
-- months are read by a statement with as few conditions as possible: the last one below. For the same reason runs are
-- looked for by contains_runs: what has_runs consists of would be prepared for each month.
--
-- A kept plan expects few rows between any two times. In a small month it would parse the words of each row,
-- which takes longest of all, instead of asking the index of words. So the costs are set: pages cost nothing,
-- and each entry of an index costs, of which those for words are few.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function search_messages(
  p_text text,
  p_limit integer,
  p_before_created_at timestamptz,
  p_before_id uuid
)
returns setof conversation_messages
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
  v_deleted uuid[];
  v_shared bigint[];
  v_showing uuid[];
  v_forks uuid[];
  v_segments uuid[];
  v_lasts bigint[];
  v_shown uuid[];
  v_fork record;
  v_place integer;
  v_message conversation_messages;
  v_first timestamptz;
  v_month timestamp := date_trunc(
    'month', least(p_before_created_at, statement_time()) at time zone 'UTC');
  v_months integer := 1;
  v_read integer := 0;
  v_from timestamptz;
  v_to timestamptz := p_before_created_at + interval '1 microsecond';
  v_left integer := p_limit;
  v_found integer;
begin
  if numnode(v_query) > 0 then
    -- Conversations that are deleted or have expired, and the last message of each that a fork still shows.
    -- Citus plans no query with two of these, nor one within an expression.
    select coalesce(array_agg(d.id), '{}') into v_deleted from conversations as d
    where d.tenant_id = v_tenant and d.user_id = v_user and d.status in ('deleted', 'purged');
    select v_deleted || coalesce(array_agg(e.id), '{}') into v_deleted from conversations as e
    where e.tenant_id = v_tenant and e.user_id = v_user and e.expires_at <= statement_time()
      and e.status not in ('deleted', 'purged');
    v_shared := array_fill(0::bigint, array[cardinality(v_deleted)]);
    if v_deleted <> '{}' then
      -- a query for each table, because Citus joins nothing under a kept plan
      select array_agg(s.conversation_id), array_agg(s.shared_id), array_agg(s.last_sequence)
      into v_forks, v_segments, v_lasts
      from shared_segments as s
      where s.tenant_id = v_tenant and s.shared_id = any (v_deleted);
    end if;
    if v_forks is not null then
      select array_agg(f.id) into v_shown from conversations as f
      where f.tenant_id = v_tenant and f.id = any (v_forks) and f.status in ('active', 'archived')
        and has_not_expired(f.expires_at);
      v_showing := array_fill(null::uuid, array[cardinality(v_deleted)]);
      for v_fork in
        select distinct on (s.shared_id) s.shared_id, s.fork_id, s.last_sequence
        from unnest(v_forks, v_segments, v_lasts) as s (fork_id, shared_id, last_sequence)
        where s.fork_id = any (v_shown)
        order by s.shared_id, s.last_sequence desc, s.fork_id
      loop
        v_place := array_position(v_deleted, v_fork.shared_id);
        v_shared[v_place] := v_fork.last_sequence;
        v_showing[v_place] := v_fork.fork_id;
      end loop;
    end if;
    -- not min(): the planner expects many more users than a tenant has, so any index seems as good for this
    -- user's one row, and it might read one in another order to its end
    select c.created_at into v_first from conversations as c
    where c.tenant_id = v_tenant and c.user_id = v_user
    order by c.created_at
    limit 1;
  end if;
  while v_left > 0 and v_to > v_first loop
    v_from := v_month at time zone 'UTC';
    -- the first month and runs take more conditions, and most of all takes what a fork shows of a deleted conversation
    if v_forks is not null then
      v_found := 0;
      for v_message in
        select m.*
        from conversation_messages as m
        where m.tenant_id = v_tenant
          and m.user_id = v_user
          and m.created_at >= v_from
          and m.created_at < v_to
          and search_vector(m.content) @@ v_query
          and (v_runs = '{}' or contains_runs(m.content, v_runs))
          and (
            m.conversation_id <> all (v_deleted)
            or m.sequence <= v_shared[array_position(v_deleted, m.conversation_id)]
          )
          and (m.created_at, m.id) < (p_before_created_at, p_before_id)
        order by m.created_at desc, m.id desc
        limit v_left
      loop
        v_message.conversation_id := coalesce(
          v_showing[array_position(v_deleted, v_message.conversation_id)], v_message.conversation_id);
        return next v_message;
        v_found := v_found + 1;
      end loop;
    elsif v_to > p_before_created_at or v_runs <> '{}' then
      return query
        select m.*
        from conversation_messages as m
        where m.tenant_id = v_tenant
          and m.user_id = v_user
          and m.created_at >= v_from
          and m.created_at < v_to
          and search_vector(m.content) @@ v_query
          and (v_runs = '{}' or contains_runs(m.content, v_runs))
          and m.conversation_id <> all (v_deleted)
          and (m.created_at, m.id) < (p_before_created_at, p_before_id)
        order by m.created_at desc, m.id desc
        limit v_left;
      get diagnostics v_found = row_count;
    else
      return query
        select m.*
        from conversation_messages as m
        where m.tenant_id = v_tenant
          and m.user_id = v_user
          and m.created_at >= v_from
          and m.created_at < v_to
          and search_vector(m.content) @@ v_query
          and m.conversation_id <> all (v_deleted)
        order by m.created_at desc, m.id desc
        limit v_left;
      get diagnostics v_found = row_count;
    end if;
    v_left := v_left - v_found;
    v_to := v_from;
    v_read := v_read + v_months;
    v_months := least(
      v_months * 4, 1 + v_left::bigint * v_read * 5 / 4 / nullif(p_limit - v_left, 0));
    v_month := v_month - make_interval(months => v_months);
  end loop;
end
$$;

revoke execute on function search_messages(text, integer, timestamptz, uuid) from public;
grant execute on function search_messages(text, integer, timestamptz, uuid) to authenticated_users;

comment on function search_messages(text, integer, timestamptz, uuid) is
  'The current user''s own messages that have every word of a text, except those of deleted conversations, newest first, before a position; each with the conversation in which they see it.';

select set_config('role', current_setting('lyss.migrating_role'), true);
