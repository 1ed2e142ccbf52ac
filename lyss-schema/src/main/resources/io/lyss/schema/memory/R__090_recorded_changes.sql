-- The tables of which the audit log has an entry for each changed row, and what record_change() shows of it.
-- Changes by users of their own memories are left out; deletion or restoring by others is recorded. A statement
-- of system work can change its role. A signed scope then no longer counts, so such a change is recorded.
create or replace trigger record_change
  after update of status or delete on user_memories
  for each row when (scope_role() <> 'authenticated_users' or not scope_holds())
  execute function record_change(
    'id', '{user_id}', '{status}',
    '{embedding_id,embedded_hash,embed_at,embed_claim,embed_attempts,embed_error}');
