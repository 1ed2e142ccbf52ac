-- A page of a conversation, oldest first; it reads month by month, and keeps its plan, for the
-- reasons of conversation_messages_newest_first.
create or replace function conversation_messages_oldest_first(
  p_conversation_id bigint,
  p_limit integer,
  p_after_sequence bigint default 0,
  p_after_created_at timestamptz default '-infinity'
)
returns setof messages
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
declare
  v_user constant integer := current_user_id();
  v_last timestamptz;
  v_from timestamptz;
  v_to timestamptz;
  v_month timestamp;
  v_end timestamp;
  v_step integer := 1;
  v_after bigint := greatest(p_after_sequence, 0);
  v_count bigint;
  v_left bigint;
  v_found bigint;
begin
  select
    greatest(c.created_at, p_after_created_at), c.last_active_at, c.message_count,
    least(p_limit, c.message_count - v_after)
  into v_from, v_last, v_count, v_left
  from conversations as c
  where c.id = p_conversation_id and c.user_id = v_user;
  v_month := date_trunc('month', v_from at time zone 'UTC') + interval '1 month';
  v_end := date_trunc('month', v_last at time zone 'UTC') + interval '1 month';
  if v_left > 0 and v_count - v_after <= v_left * 2 and v_end <= v_month + interval '3 months' then
    v_month := v_end;
  end if;
  while v_left > 0 and v_from <= v_last loop
    v_to := v_month at time zone 'UTC';
    return query
      select m.* from messages as m
      where m.conversation_id = p_conversation_id
        and m.user_id = v_user
        and m.created_at >= v_from
        and m.created_at < v_to
        and m.sequence > v_after
      order by m.sequence
      limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
    v_after := v_after + v_found;
    v_from := v_to;
    if v_left > 0 and v_from <= v_last then
      v_step := months_to_read(v_step, v_left, v_count - v_after, v_last - v_from);
      v_month := least(v_end, v_month + make_interval(months => v_step));
    end if;
  end loop;
end
$$;

comment on function conversation_messages_oldest_first(bigint, integer, bigint, timestamptz) is
  'Messages of one of the current user''s conversations, oldest first, after a position.';
