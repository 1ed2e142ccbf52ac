package io.lyss.schema.memory;

import static io.lyss.schema.Violation.check;
import static io.lyss.schema.Violation.foreignKey;
import static io.lyss.schema.Violation.unique;

import io.lyss.schema.Violation;
import io.lyss.schema.service.Persona;
import java.util.List;

/** A statement that breaks each constraint of the memory database. */
final class MemoryViolations {

  private static final String TEA = "00000000-0000-7000-8000-0000000000d1";
  private static final String MILK = "00000000-0000-7000-8000-0000000000d3";
  private static final String BELOW_ALL = "00000000-0000-7000-8000-000000000000";
  private static final String ABOVE_ALL = "00000000-0000-7000-8000-0000000000ff";
  private static final String ANNS =
      " where tenant_id = '%s' and user_id = '%s'".formatted(Persona.ACME, Persona.ANN_ID);

  static final List<Violation> ALL =
      List.of(
          unique(
              "user_memories_tenant_id_user_id_memory_hash_key",
              "update user_memories set memory_text = ' drinks  COFFEE at ＡＣＭＥ'" + anns(TEA)),
          memory("user_memories_memory_hash_check", "memory_text = ''"),
          memory("user_memories_memory_hash_check", "memory_text = '\ufe0f'"),
          memory("user_memories_memory_hash_check", "memory_text = E'\\u3000\\n\\u2028'"),
          memory("user_memories_embedding_id_check", "embedding_id = '', embedded_hash = 'x'"),
          unique(
              "user_memories_embedding_id_key",
              "update user_memories set embedding_id = 'v', embedded_hash = 'x'"
                  + ANNS
                  + " and status = 'active'"),
          memory("user_memories_relevance_score_check", "relevance_score = 1.01"),
          memory("user_memories_relevance_score_check", "relevance_score = -0.01"),
          memory("user_memories_relevance_score_check", "relevance_score = 'NaN'"),
          memory("user_memories_memory_type_check", "memory_type = 'dream'"),
          memory("user_memories_memory_category_check", "memory_category = ''"),
          memory("user_memories_memory_category_check", "memory_category = '\ufe0f'"),
          memory("user_memories_memory_category_check", "memory_category = 'work '"),
          memory("user_memories_source_type_check", "source_type = 'rumour'"),
          memory("user_memories_status_check", "status = 'gone'"),
          memory("user_memories_importance_score_check", "importance_score = 0"),
          memory("user_memories_importance_score_check", "importance_score = 101"),
          memory("user_memories_agent_id_check", "agent_id = ''"),
          memory("user_memories_run_id_check", "run_id = ''"),
          memory(
              "user_memories_valid_from_expires_at_check",
              "valid_from = current_timestamp, expires_at = current_timestamp"),
          memory("user_memories_version_check", "version = 0"),
          memory("user_memories_status_superseded_by_check", "superseded_by = id"),
          memory("user_memories_embedding_id_embedded_hash_check", "embedded_hash = 'x'"),
          memory(
              "user_memories_status_embedding_id_check",
              "status = 'deleted', embedding_id = 'v', embedded_hash = 'x'"),
          memory(
              "user_memories_embed_at_status_embedded_hash_memory_hash_check", "embed_at = null"),
          memory(
              "user_memories_embed_at_status_embedded_hash_memory_hash_check",
              "embedding_id = 'v', embedded_hash = memory_hash"),
          check(
              "user_memories_embed_claim_embed_at_check",
              "update user_memories set embed_claim = id" + anns(MILK)),
          memory("user_memories_embed_attempts_check", "embed_attempts = -1"),
          foreignKey(
              "memory_versions_tenant_id_user_id_memory_id_fk",
              "update memory_versions set memory_id = '" + BELOW_ALL + "'" + ANNS),
          check("tenant_retention_keep_days_check", "update tenant_retention set keep_days = 0"),
          check("memory_versions_version_check", "update memory_versions set version = 0"),
          foreignKey(
              "memory_associations_tenant_id_user_id_memory_id_fk",
              "update memory_associations set memory_id = '" + BELOW_ALL + "'" + ANNS),
          foreignKey(
              "memory_associations_tenant_id_user_id_related_memory_id_fk",
              "update memory_associations set related_memory_id = '" + ABOVE_ALL + "'" + ANNS),
          unique(
              "memory_associations_memory_id_related_memory_id_key",
              "insert into memory_associations"
                  + " (tenant_id, id, user_id, memory_id, related_memory_id)"
                  + " select tenant_id, memory_id, user_id, memory_id, related_memory_id"
                  + " from memory_associations"
                  + ANNS),
          association(
              "memory_associations_memory_id_related_memory_id_check",
              "memory_id = related_memory_id"),
          association(
              "memory_associations_memory_id_related_memory_id_check",
              "memory_id = related_memory_id, related_memory_id = memory_id"),
          association("memory_associations_association_type_check", "association_type = 'none'"),
          association("memory_associations_strength_check", "strength = 0"),
          association("memory_associations_strength_check", "strength = 1.01"));

  private MemoryViolations() {}

  private static String anns(String id) {
    return ANNS + " and id = '" + id + "'";
  }

  private static Violation memory(String constraint, String change) {
    return check(constraint, "update user_memories set " + change + anns(TEA));
  }

  private static Violation association(String constraint, String change) {
    return check(constraint, "update memory_associations set " + change + ANNS);
  }
}
