-- A trigger sets updated_at, so that no statement can forget it. It is the time of the memory, not of its
-- vector; remembering a stored text again is no change.
create or replace trigger update_user_memories_updated_at
  before update on user_memories
  for each row
  when (
    old.memory_text is distinct from new.memory_text
    or old.relevance_score is distinct from new.relevance_score
    or old.memory_type is distinct from new.memory_type
    or old.memory_category is distinct from new.memory_category
    or old.status is distinct from new.status
    or old.importance_score is distinct from new.importance_score
    or old.agent_id is distinct from new.agent_id
    or old.run_id is distinct from new.run_id
    or old.valid_from is distinct from new.valid_from
    or old.expires_at is distinct from new.expires_at
  )
  execute function update_updated_at_column();
