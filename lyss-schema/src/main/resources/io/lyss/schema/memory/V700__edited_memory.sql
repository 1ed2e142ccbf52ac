-- What of a memory can be edited. A column that is added to it is edited and compared with what was read, and no function
-- has to be changed. The types are without lengths and checks, as those of new_memories.
create type edited_memory as (
  memory_text text,
  relevance_score double precision,
  memory_type text,
  memory_category text,
  importance_score integer,
  agent_id text,
  run_id text,
  valid_from timestamptz,
  expires_at timestamptz
);

comment on type edited_memory is 'What can be edited of a memory.';

drop function if exists update_memory(
  uuid, uuid, timestamptz, text, double precision, text, text, integer, text, text, timestamptz, timestamptz);
