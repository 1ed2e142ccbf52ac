-- The memories that are associated with one, directly or through others: each once, with the strength of the
-- strongest path to it, which is the product of the strengths along it, and the length of that path. Only
-- active memories that are valid now are on a path.
--
-- It is no recursive query: that follows every path, of which a dense graph has too many to count. This goes
-- out step by step, at each step only from memories that the step before has reached by a better path, and
-- keeps the best p_limit. Nothing is lost: a path never gets stronger, so the best memories are reached through
-- others that are among the best. The work is bounded by the steps times the associations of those kept, at
-- most all of the user's.
--
-- It returns whole memories. Joined with a table, its result would be computed on a node of Citus, from where
-- it cannot ask other nodes.
create or replace function memory_neighbours(
  p_tenant_id uuid,
  p_id uuid,
  p_depth integer,
  p_minimum_strength double precision,
  p_limit integer
)
returns table (
  tenant_id uuid, id uuid, user_id uuid, memory_text text, embedding_id varchar,
  relevance_score double precision, memory_type varchar, memory_category varchar, source_type varchar,
  source_id uuid, status varchar, importance_score integer, agent_id varchar, run_id varchar,
  valid_from timestamptz, expires_at timestamptz, version integer, superseded_by uuid,
  created_at timestamptz, updated_at timestamptz, distance integer, strength double precision
)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := current_user_id();
  v_ids uuid[] := array[p_id];
  v_distances integer[] := array[0];
  v_strengths double precision[] := array[1];
begin
  if p_depth is null or p_depth not between 1 and 5 then
    raise exception 'the depth is %; it is 1 to 5', coalesce(p_depth::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'the limit is %; it is 1 to 1000', coalesce(p_limit::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  for v_step in 1 .. p_depth loop
    with kept as (
      select k.id, k.distance, k.strength
      from unnest(v_ids, v_distances, v_strengths) as k (id, distance, strength)
    ),
    reached as (
      select e.id, v_step as distance, max(k.strength * e.strength) as strength
      from kept as k
      cross join lateral (
        select a.related_memory_id, a.strength from memory_associations as a
        where a.tenant_id = p_tenant_id and a.user_id = v_user and a.memory_id = k.id
        union all
        select a.memory_id, a.strength from memory_associations as a
        where a.tenant_id = p_tenant_id and a.user_id = v_user and a.related_memory_id = k.id
      ) as e (id, strength)
      where k.distance = v_step - 1
        and k.strength * e.strength >= p_minimum_strength
      group by e.id
    ),
    best as (
      select distinct on (c.id) c.id, c.distance, c.strength
      from (
        select * from kept
        union all
        select r.* from reached as r
        where exists (
          select from user_memories as m
          where m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = r.id
            and m.status = 'active'
            and memory_is_valid(m.valid_from, m.expires_at)
        )
      ) as c
      order by c.id, c.strength desc, c.distance
    )
    select array_agg(b.id), array_agg(b.distance), array_agg(b.strength)
    into v_ids, v_distances, v_strengths
    from (
      select * from best
      order by best.strength desc, best.distance, best.id
      -- one more, because the memory itself is always the first
      limit p_limit + 1
    ) as b;
    exit when not v_step = any (v_distances);
  end loop;
  return query
    select
      m.tenant_id, m.id, m.user_id, m.memory_text, m.embedding_id::varchar,
      m.relevance_score::double precision, m.memory_type::varchar, m.memory_category::varchar,
      m.source_type::varchar, m.source_id, m.status::varchar, m.importance_score::integer,
      m.agent_id::varchar, m.run_id::varchar, m.valid_from, m.expires_at, m.version::integer,
      m.superseded_by, m.created_at, m.updated_at, k.distance, k.strength
    from unnest(v_ids, v_distances, v_strengths) as k (id, distance, strength)
    join user_memories as m on m.tenant_id = p_tenant_id and m.user_id = v_user and m.id = k.id
    where k.distance > 0
    order by k.strength desc, k.distance, k.id;
end
$$;

comment on function memory_neighbours(uuid, uuid, integer, double precision, integer) is
  'The current user''s active memories associated with one, the most strongly first, with the length and strength of the path.';
