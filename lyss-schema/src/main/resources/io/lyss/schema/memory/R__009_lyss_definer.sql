-- What lyss_definer may do here: find a user's memories by an index that policies keep others from,
-- delete them so that their vectors go too, and embed the memories of all users. Each function that
-- it owns checks itself what its caller may do.
grant select, delete on user_memories, memory_associations to lyss_definer;
grant update (
    status, embedding_id, embedded_hash, embed_at, embed_claim, embed_attempts, embed_error)
  on user_memories to lyss_definer;

drop policy if exists user_memories_definer_select on user_memories;
create policy user_memories_definer_select on user_memories for select to lyss_definer using (true);

drop policy if exists user_memories_definer_update on user_memories;
create policy user_memories_definer_update on user_memories for update to lyss_definer
  using (true) with check (true);

drop policy if exists user_memories_definer_delete on user_memories;
create policy user_memories_definer_delete on user_memories for delete to lyss_definer using (true);

drop policy if exists memory_associations_definer_select on memory_associations;
create policy memory_associations_definer_select on memory_associations for select to lyss_definer
  using (true);

drop policy if exists memory_associations_definer_delete on memory_associations;
create policy memory_associations_definer_delete on memory_associations for delete to lyss_definer
  using (true);
