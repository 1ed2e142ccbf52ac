-- What a user, or an agent, says of memories: what functions that remember some are given. It has an array for each column,
-- with an element for each memory. A column that is added to it is stored, and no function has to be changed.
-- The types are without lengths and checks: a cast would cut off what is too long. The columns of the table refuse it.
create type new_memories as (
  id uuid[],
  memory_text text[],
  relevance_score double precision[],
  memory_type text[],
  memory_category text[],
  source_type text[],
  source_id uuid[],
  importance_score integer[],
  agent_id text[],
  run_id text[],
  valid_from timestamptz[],
  expires_at timestamptz[]
);

comment on type new_memories is 'Memories to be remembered: an array for each column, with an element for each memory.';

drop function if exists remember_memories(
  uuid, uuid[], text[], double precision[], text[], text[], text[], uuid[], integer[], text[], text[],
  timestamptz[], timestamptz[], boolean[]);
drop function if exists supersede_memory(
  uuid, uuid, uuid, text, double precision, text, text, text, uuid, integer, text, text, timestamptz,
  timestamptz, boolean);
