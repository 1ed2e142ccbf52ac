-- A page of a conversation, newest first.
--
-- It is a function, so that a page reads the partitions that it needs and no others. A
-- conversation's messages lie between its creation and its last message, and their times ascend
-- with their sequence; so a page begins with one month, goes on to as many as should have what is
-- missing, and ends when it is full: a conversation that goes on for years is read like one of today.
-- Less than two pages of less than five months are read at once: to set the plan up once more takes
-- as long as to look into some four months.
--
-- PostgreSQL leaves partitions out of a plan that it keeps when their bounds are compared with
-- parameters; a plan made for each call would take longer than the page. So the plan is kept,
-- whatever the planner would choose. As that plan knows no bounds, the planner expects next to
-- nothing between them, and would read a month and sort it; without sorting, it reads the index up
-- to the end of the page.
--
-- It has no rights that its caller lacks: the policies of both tables hold.
create or replace function conversation_messages_newest_first(
  p_conversation_id bigint,
  p_limit integer,
  p_before_sequence bigint default 9223372036854775807,
  p_before_created_at timestamptz default 'infinity'
)
returns setof messages
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
declare
  v_user integer;
  v_opened timestamptz;
  v_to timestamptz;
  v_from timestamptz;
  v_month timestamp;
  v_first timestamp;
  v_step integer := 1;
  v_before bigint;
  v_left bigint;
  v_found bigint;
begin
  -- What can be computed from the row is computed here: PL/pgSQL sets up each expression anew in each transaction.
  select
    c.user_id,
    c.created_at,
    least(c.last_active_at, p_before_created_at) + interval '1 microsecond',
    least(c.message_count + 1, p_before_sequence),
    least(p_limit, least(c.message_count, p_before_sequence - 1)),
    date_trunc('month', c.created_at at time zone 'UTC'),
    date_trunc('month', least(c.last_active_at, p_before_created_at) at time zone 'UTC')
  into v_user, v_opened, v_to, v_before, v_left, v_first, v_month
  from conversations as c
  where c.id = p_conversation_id and c.user_id = current_user_id();
  if v_left > 0 and v_before - 1 <= v_left * 2 and v_first >= v_month - interval '3 months' then
    v_month := v_first;
  end if;
  while v_left > 0 and v_to > v_opened loop
    v_from := v_month at time zone 'UTC';
    return query
      select m.* from messages as m
      where m.conversation_id = p_conversation_id
        and m.user_id = v_user
        and m.created_at >= v_from
        and m.created_at < v_to
        and m.sequence < v_before
      order by m.sequence desc
      limit v_left;
    get diagnostics v_found = row_count;
    exit when v_found = v_left;
    v_left := v_left - v_found;
    v_before := v_before - v_found;
    v_to := v_from;
    if v_left > 0 and v_to > v_opened then
      v_step := months_to_read(v_step, v_left, v_before - 1, v_to - v_opened);
      v_month := greatest(v_first, v_month - make_interval(months => v_step));
    end if;
  end loop;
end
$$;

comment on function conversation_messages_newest_first(bigint, integer, bigint, timestamptz) is
  'Messages of one of the current user''s conversations, newest first, before a position.';
