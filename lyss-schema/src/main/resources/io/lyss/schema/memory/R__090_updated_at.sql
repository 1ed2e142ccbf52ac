-- updated_at is kept by a trigger, so that no statement can forget it. It tells of the memory, not
-- of its vector; and to remember what is known already is no change.
create or replace trigger update_user_memories_updated_at
  before update on user_memories
  for each row
  when (
    (old.memory_text, old.relevance_score, old.memory_type, old.memory_category, old.status,
      old.importance_score, old.agent_id, old.run_id, old.valid_from, old.expires_at)
    is distinct from
    (new.memory_text, new.relevance_score, new.memory_type, new.memory_category, new.status,
      new.importance_score, new.agent_id, new.run_id, new.valid_from, new.expires_at)
  )
  execute function update_updated_at_column();
