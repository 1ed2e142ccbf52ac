-- A page of a conversation, oldest first; it reads month by month, and keeps its plan, for the
-- reasons of conversation_messages_newest_first. A fork begins with what it shares. A look that goes beyond one
-- of its parts reads those that follow, too, as far as they lie in the same months.
create or replace function conversation_messages_oldest_first(
  p_tenant_id uuid,
  p_conversation_id uuid,
  p_limit integer,
  p_after_sequence bigint default 0,
  p_after_created_at timestamptz default '-infinity'
)
returns setof conversation_messages
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
declare
  v_user constant uuid := current_user_id();
  v_own record;
  v_part uuid;
  v_upto bigint;
  v_last timestamptz;
  v_from timestamptz;
  v_to timestamptz;
  v_month timestamp;
  v_end timestamp;
  v_step integer;
  v_after bigint := greatest(p_after_sequence, 0);
  v_left bigint := p_limit;
  v_here bigint;
  v_found bigint;
  -- of what is older, nothing is left to be read in any part
  v_read timestamptz;
begin
  select c.shared_count, c.message_count, c.created_at, c.last_active_at into v_own
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = v_user
    and c.status <> 'purged';
  while v_left > 0 and v_after < v_own.message_count loop
    if v_after < v_own.shared_count then
      -- the stretch that has the next message
      select s.shared_id, s.last_sequence, s.first_at, s.last_at
      into v_part, v_upto, v_from, v_last
      from shared_segments as s
      where s.tenant_id = p_tenant_id and s.conversation_id = p_conversation_id
        and s.user_id = v_user and s.last_sequence > v_after
      order by s.last_sequence
      limit 1;
    else
      v_part := p_conversation_id;
      v_upto := v_own.message_count;
      v_from := v_own.created_at;
      v_last := v_own.last_active_at;
    end if;
    v_from := greatest(v_from, v_read, p_after_created_at);
    v_here := least(v_left, v_upto - v_after);
    v_step := 1;
    v_month := date_trunc('month', v_from at time zone 'UTC') + interval '1 month';
    v_end := date_trunc('month', v_last at time zone 'UTC') + interval '1 month';
    if v_here > 0 and v_upto - v_after <= v_here * 2 and v_end <= v_month + interval '3 months' then
      v_month := v_end;
    end if;
    while v_here > 0 and v_from <= v_last loop
      v_to := v_month at time zone 'UTC';
      if v_here = v_left or v_upto >= v_own.message_count or is_on_citus() then
        return query
          select m.* from conversation_messages as m
          where m.tenant_id = p_tenant_id
            and m.conversation_id = v_part
            and m.user_id = v_user
            and m.created_at >= v_from
            and m.created_at < v_to
            and m.sequence > v_after
            and m.sequence <= v_upto
          order by m.sequence
          limit v_here;
      else
        v_read := v_to;
        return query
          with parts as materialized (
            select v_part as id, v_after as after_sequence, v_upto as last_sequence
            union all
            -- ordered here, too, so that the index is read
            (select s.shared_id, s.first_sequence - 1, s.last_sequence
            from shared_segments as s
            where s.tenant_id = p_tenant_id and s.conversation_id = p_conversation_id
              and s.user_id = v_user and s.last_sequence > v_upto and s.first_at < v_to
            order by s.last_sequence)
            union all
            select p_conversation_id, v_own.shared_count, v_own.message_count
            order by last_sequence
          )
          select m.*
          from parts as p
          cross join lateral (
            select m.* from conversation_messages as m
            where m.tenant_id = p_tenant_id
              and m.conversation_id = p.id
              and m.user_id = v_user
              and m.created_at >= v_from
              and m.created_at < v_to
              and m.sequence > p.after_sequence
              and m.sequence <= p.last_sequence
            order by m.sequence
          ) as m
          limit v_left;
      end if;
      get diagnostics v_found = row_count;
      v_left := v_left - v_found;
      v_here := v_here - v_found;
      v_after := v_after + v_found;
      v_from := v_to;
      if v_here > 0 and v_from <= v_last then
        v_step := months_to_read(v_step, v_here, v_upto - v_after, v_last - v_from);
        v_month := least(v_end, v_month + make_interval(months => v_step));
      end if;
    end loop;
    v_after := greatest(v_after, v_upto);
  end loop;
end
$$;

comment on function conversation_messages_oldest_first(uuid, uuid, integer, bigint, timestamptz) is
  'Messages of one of the current user''s conversations, oldest first, after a position.';
