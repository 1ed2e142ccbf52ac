-- What each role may touch at all; the policies decide which rows. Everything is revoked first, so that this
-- file alone says what is granted.
--
-- Columns are named where nobody may write some directly (ids, times, and the state of embedding), or where
-- only the user may read them: the text of a memory, and the hashes by which it could be guessed.
do $$ begin perform revoke_all_grants(); perform grant_common(); end $$;

-- A tenant's scope
grant select on known_tenants, user_memories, memory_versions, memory_associations,
    tenant_retention
  to authenticated_users;
grant update (relevance_score, memory_type, memory_category, status, importance_score)
  on user_memories to authenticated_users;
grant update (association_type, strength), delete
  on memory_associations to authenticated_users;

-- System work. Of a memory it reads what is declared to be about no person, and what is named here.
do $do$
begin
  execute format(
    'grant select (user_id, memory_category, agent_id, run_id, embed_error, %s) on user_memories to lyss_system',
    impersonal_columns('user_memories', '{}'));
end
$do$;
-- withheld: select (memory_text, memory_hash, embedded_hash) on user_memories from lyss_system
grant select (tenant_id, user_id, memory_id, version, agent_id, run_id, replaced_at)
  on memory_versions to lyss_system;
-- withheld: select (memory_text) on memory_versions from lyss_system
grant select on known_tenants, memory_associations, tenant_retention to lyss_system;
