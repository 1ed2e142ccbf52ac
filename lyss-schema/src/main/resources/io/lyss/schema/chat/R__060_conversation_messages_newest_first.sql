-- A page of a conversation, newest first.
--
-- It is a function, so that a page reads the partitions that it needs and no others. A
-- conversation's messages lie between its creation and its last message, and their times ascend
-- with their sequence; so a page begins with one month, goes on to as many as should have what is
-- missing, and ends when it is full: a conversation that goes on for years is read like one of today.
-- Less than two pages of less than five months are read at once: to set the plan up once more takes
-- as long as to look into some four months.
--
-- A fork's messages stand in several conversations, its parts. A look that goes beyond one part reads all
-- those before it, too, as far as they lie in the same months: to set the plan up again for each part would
-- take a tenth of a page. Where that does not fill the page, the next look begins with the month in
-- which the part ends that has the next message. Citus keeps no plan of two tables, so there each part is read by itself.
--
-- PostgreSQL leaves partitions out of a plan that it keeps when their bounds are compared with
-- parameters; a plan made for each call would take longer than the page. So the plan is kept,
-- whatever the planner would choose. As that plan knows no bounds, the planner expects next to
-- nothing between them, and would read a month and sort it; without sorting, it reads the index up
-- to the end of the page.
--
-- It has no rights that its caller lacks: the policies of the tables hold.
create or replace function conversation_messages_newest_first(
  p_tenant_id uuid,
  p_conversation_id uuid,
  p_limit integer,
  p_before_sequence bigint default 9223372036854775807,
  p_before_created_at timestamptz default 'infinity',
  p_after_sequence bigint default 0
)
returns setof conversation_messages
language plpgsql stable
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
as $$
declare
  v_user uuid;
  v_part uuid;
  v_shared bigint;
  v_opened timestamptz;
  v_to timestamptz;
  v_from timestamptz;
  v_month timestamp;
  v_first timestamp;
  v_step integer := 1;
  v_before bigint;
  v_left bigint;
  v_here bigint;
  v_found bigint;
  -- of what is younger, nothing is left to be read in any part
  v_read timestamptz;
begin
  -- What can be computed from the row is computed here: PL/pgSQL sets up each expression anew in each transaction.
  select
    c.id,
    c.user_id,
    c.shared_count,
    c.created_at,
    least(c.last_active_at, p_before_created_at) + interval '1 microsecond',
    least(c.message_count + 1, p_before_sequence),
    least(p_limit, least(c.message_count, p_before_sequence - 1) - p_after_sequence),
    least(p_limit, least(c.message_count, p_before_sequence - 1) - greatest(c.shared_count, p_after_sequence)),
    date_trunc('month', c.created_at at time zone 'UTC'),
    date_trunc('month', least(c.last_active_at, p_before_created_at) at time zone 'UTC')
  into v_part, v_user, v_shared, v_opened, v_to, v_before, v_left, v_here, v_first, v_month
  from conversations as c
  where c.tenant_id = p_tenant_id and c.id = p_conversation_id and c.user_id = current_user_id()
    and c.status <> 'purged';
  <<parts>>
  loop
    if v_here > 0 and v_before - 1 - v_shared <= v_here * 2 and v_first >= v_month - interval '3 months' then
      v_month := v_first;
    end if;
    while v_here > 0 and v_to > v_opened loop
      v_from := v_month at time zone 'UTC';
      if v_here = v_left or is_on_citus() then
        return query
          select m.* from conversation_messages as m
          where m.tenant_id = p_tenant_id
            and m.conversation_id = v_part
            and m.user_id = v_user
            and m.created_at >= v_from
            and m.created_at < v_to
            and m.sequence < v_before
          order by m.sequence desc
          limit v_here;
      else
        v_read := v_from - interval '1 microsecond';
        return query
          with parts as materialized (
            select v_part as id, v_before - 1 as last_sequence
            union all
            -- ordered here, too, so that the index is read
            (select s.shared_id, s.last_sequence
            from shared_segments as s
            where s.tenant_id = p_tenant_id and s.conversation_id = p_conversation_id
              and s.user_id = v_user and s.last_sequence <= v_shared and s.last_at >= v_from
            order by s.last_sequence desc)
            order by last_sequence desc
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
              and m.sequence <= p.last_sequence
              and m.sequence > p_after_sequence
            order by m.sequence desc
          ) as m
          limit v_left;
      end if;
      get diagnostics v_found = row_count;
      v_left := v_left - v_found;
      exit parts when v_left <= 0;
      v_here := v_here - v_found;
      v_before := v_before - v_found;
      v_to := v_from;
      if v_here > 0 and v_to > v_opened then
        v_step := months_to_read(v_step, v_here, v_before - 1 - v_shared, v_to - v_opened);
        v_month := greatest(v_first, v_month - make_interval(months => v_step));
      end if;
    end loop;
    v_before := least(v_before, v_shared + 1);
    v_left := least(v_left, v_before - 1 - p_after_sequence);
    exit when v_before is null or v_left <= 0;
    -- the part that has the message before
    select
      s.shared_id,
      s.first_sequence - 1,
      s.first_at,
      least(s.last_at, v_read, p_before_created_at) + interval '1 microsecond',
      least(v_left, v_before - s.first_sequence),
      date_trunc('month', s.first_at at time zone 'UTC'),
      date_trunc('month', least(s.last_at, v_read, p_before_created_at) at time zone 'UTC')
    into v_part, v_shared, v_opened, v_to, v_here, v_first, v_month
    from shared_segments as s
    where s.tenant_id = p_tenant_id and s.conversation_id = p_conversation_id
      and s.user_id = v_user and s.last_sequence >= v_before - 1
    order by s.last_sequence
    limit 1;
    exit when not found;
    v_step := 1;
  end loop;
end
$$;

comment on function
  conversation_messages_newest_first(uuid, uuid, integer, bigint, timestamptz, bigint) is
  'Messages of one of the current user''s conversations, newest first, between two positions.';
