-- What lyss_definer may do here: find a user's memories by an index that policies would not use, write them so
-- that former texts are kept and old vectors deleted, and embed the memories of all users. Each function that
-- it owns checks what its caller may do.
do $do$
begin
  execute format(
    $grant$
      grant select, delete,
        insert (tenant_id, user_id, %s, status, version, created_at, updated_at, embed_at, embed_attempts),
        update (%s, status, version, superseded_by, embedding_id, embedded_hash, embed_at, embed_claim,
          embed_attempts, embed_error)
      on user_memories to lyss_definer
    $grant$,
    each_column('new_memories', '%I'), each_column('edited_memory', '%I'));
end
$do$;
grant select, insert, delete on memory_versions to lyss_definer;
grant select,
    insert (tenant_id, id, user_id, memory_id, related_memory_id, association_type, strength, created_at),
    update (association_type, strength), delete
  on memory_associations to lyss_definer;

drop policy if exists user_memories_definer_select on user_memories;
create policy user_memories_definer_select on user_memories for select to lyss_definer using (true);

drop policy if exists user_memories_definer_insert on user_memories;
create policy user_memories_definer_insert on user_memories for insert to lyss_definer
  with check (true);

drop policy if exists user_memories_definer_update on user_memories;
create policy user_memories_definer_update on user_memories for update to lyss_definer
  using (true) with check (true);

drop policy if exists user_memories_definer_delete on user_memories;
create policy user_memories_definer_delete on user_memories for delete to lyss_definer using (true);

drop policy if exists memory_versions_definer_select on memory_versions;
create policy memory_versions_definer_select on memory_versions for select to lyss_definer
  using (true);

drop policy if exists memory_versions_definer_insert on memory_versions;
create policy memory_versions_definer_insert on memory_versions for insert to lyss_definer
  with check (true);

drop policy if exists memory_versions_definer_delete on memory_versions;
create policy memory_versions_definer_delete on memory_versions for delete to lyss_definer
  using (true);

drop policy if exists memory_associations_definer_select on memory_associations;
create policy memory_associations_definer_select on memory_associations for select to lyss_definer
  using (true);

drop policy if exists memory_associations_definer_insert on memory_associations;
create policy memory_associations_definer_insert on memory_associations for insert to lyss_definer
  with check (true);

drop policy if exists memory_associations_definer_update on memory_associations;
create policy memory_associations_definer_update on memory_associations for update to lyss_definer
  using (true) with check (true);

drop policy if exists memory_associations_definer_delete on memory_associations;
create policy memory_associations_definer_delete on memory_associations for delete to lyss_definer
  using (true);
