-- Searches the current user's own messages. Those of conversations that have expired are left out.
--
-- Under row-level security an operator such as @@ cannot use an index: it is not leakproof, so it may only see
-- rows that the policy has let through. So lyss_definer owns the function, whose policies let all rows through,
-- and the function limits itself to the current user; then the index over owner and words is used.
--
-- A frequent word is in much of what a user has written, so a page reads no more months than it needs. It reads them
-- in steps, newest first. The first step is one month. Each further step is as many months as should fill the page,
-- judged by how many hits the months so far had, and at most four times as many as the step before. The page ends when
-- it is full, or with the month of the user's first conversation. Few large steps are better than many small ones:
-- beginning a step takes as long as reading some four months. The plan is kept from step to step and from call to call,
-- because planning for all months would take longer than the page.
--
-- A kept plan expects few rows between any two times. In a small month it would parse the words of each row,
-- which takes longest of all, instead of asking the index of words. So the costs are set: pages cost nothing,
-- and each entry of an index costs, of which those for words are few.
-- The other conditions on a row are kept outside by "offset 0": inside, PostgreSQL would prepare them for each
-- month anew, which takes longer than asking them of the few rows that are found.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function search_messages(
  p_text text,
  p_limit integer,
  p_before_created_at timestamptz default 'infinity',
  p_before_id bigint default 0
)
returns setof messages
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set random_page_cost = 0
set seq_page_cost = 0
set cpu_index_tuple_cost = 3
as $$
declare
  v_user constant integer := current_user_id();
  v_query constant tsquery := search_query(p_text);
  v_runs constant text[] := search_runs(p_text);
  v_first constant timestamptz := (
    select c.created_at from conversations as c
    where c.user_id = v_user
    order by c.created_at, c.id
    limit 1
  );
  v_expired constant bigint[] := array(
    select c.id from conversations as c
    where c.user_id = v_user and c.expires_at <= statement_time()
  );
  v_month timestamp := date_trunc(
    'month', least(p_before_created_at, statement_time()) at time zone 'UTC');
  v_months integer := 1;
  v_read integer := 0;
  v_from timestamptz;
  v_to timestamptz := p_before_created_at + interval '1 microsecond';
  v_left integer := p_limit;
  v_found integer;
begin
  while numnode(v_query) > 0 and v_left > 0 and v_to > v_first loop
    v_from := v_month at time zone 'UTC';
    return query
      select m.*
      from (
        select m.*
        from messages as m
        where m.user_id = v_user
          and m.created_at >= v_from
          and m.created_at < v_to
          and search_vector(m.content) @@ v_query
        offset 0
      ) as m
      where has_runs(m.content, v_runs)
        and m.conversation_id <> all (v_expired)
        and (m.created_at, m.id) < (p_before_created_at, p_before_id)
      order by m.created_at desc, m.id desc
      limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
    v_to := v_from;
    v_read := v_read + v_months;
    v_months := least(
      v_months * 4, 1 + v_left::bigint * v_read * 5 / 4 / nullif(p_limit - v_left, 0));
    v_month := v_month - make_interval(months => v_months);
  end loop;
end
$$;

revoke execute on function search_messages(text, integer, timestamptz, bigint) from public;
grant execute on function search_messages(text, integer, timestamptz, bigint)
  to authenticated_users;

comment on function search_messages(text, integer, timestamptz, bigint) is
  'The current user''s own messages that have every word of a text, newest first, before a position.';

select set_config('role', current_setting('lyss.migrating_role'), true);
