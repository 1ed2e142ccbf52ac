-- Remembers texts, in the scope of their user: each once. A text that is remembered already is
-- active again, and as important as the more important of the two.
--
-- The rows are written in the order of their hashes, so that two callers who remember the same
-- texts wait for each other and never in a circle. Of equal texts in one call the most important is
-- written. A row that would not change is written all the same: so it is locked, and returned even
-- if somebody else has only just written it.
create or replace function remember_memories(
  p_tenant_id uuid,
  p_ids uuid[],
  p_texts text[],
  p_relevance_scores double precision[],
  p_types text[],
  p_categories text[],
  p_source_types text[],
  p_source_ids uuid[],
  p_importance_scores integer[]
)
returns setof user_memories
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    with given as (
      select g.*, memory_hash(g.memory_text) as hash
      from unnest(
        p_ids, p_texts, p_relevance_scores, p_types, p_categories, p_source_types, p_source_ids,
        p_importance_scores
      ) with ordinality as g (
        id, memory_text, relevance_score, memory_type, memory_category, source_type, source_id,
        importance_score, place)
    ),
    written as (
      insert into user_memories as m (
        tenant_id, id, user_id, memory_text, relevance_score, memory_type, memory_category,
        source_type, source_id, importance_score)
      select distinct on (g.hash)
        p_tenant_id, g.id, current_user_id(), g.memory_text, g.relevance_score, g.memory_type,
        g.memory_category, g.source_type, g.source_id, g.importance_score
      from given as g
      order by g.hash, g.importance_score desc, g.place
      on conflict (tenant_id, user_id, memory_hash) do update
      set
        status = excluded.status,
        importance_score = greatest(m.importance_score, excluded.importance_score)
      returning m.*
    )
    select w.*
    from given as g
    join written as w on w.memory_hash = g.hash
    order by g.place;
end
$$;

comment on function remember_memories(
  uuid, uuid[], text[], double precision[], text[], text[], text[], uuid[], integer[]
) is
  'Remembers texts of the current user, each once; returns the memory of each, in order. It is new where it has the id given.';
