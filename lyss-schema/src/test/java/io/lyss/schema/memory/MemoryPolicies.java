package io.lyss.schema.memory;

import static io.lyss.schema.PolicyCase.REFUSED;
import static io.lyss.schema.PolicyCase.of;
import static io.lyss.schema.service.Persona.ADMIN;
import static io.lyss.schema.service.Persona.ANN;
import static io.lyss.schema.service.Persona.BOB;
import static io.lyss.schema.service.Persona.ROOT;
import static io.lyss.schema.service.Persona.STRANGER;

import io.lyss.schema.PolicyCase;
import io.lyss.schema.service.Persona;
import java.util.List;

/**
 * Users read and rate their own memories; functions change texts and delete; administrators
 * likewise.
 */
final class MemoryPolicies {

  private static final String RATE = "update user_memories set importance_score = 7";
  private static final String DELETE = "update user_memories set status = 'deleted'";
  private static final String REWORD = "update user_memories set memory_text = 'new'";
  private static final String REWRITE =
      "insert into memory_versions (tenant_id, user_id, memory_id, version, memory_text)"
          + " select tenant_id, user_id, id, 9, 'x' from user_memories";
  private static final String WEAKEN = "update memory_associations set strength = 0.1";
  private static final String FORGET = "delete from memory_associations";

  static final List<PolicyCase<Persona>> CASES =
      List.of(
          of("user_memories_update", ANN, RATE, 3),
          of("user_memories_update", ADMIN, RATE, 1),
          of("user_memories_update", ROOT, RATE, 0),
          of("user_memories_update", STRANGER, RATE, 0),
          of("user_memories_update", ANN, DELETE, REFUSED),
          of("user_memories_update", ROOT, DELETE, 0),
          of("user_memories_update", ANN, REWORD, REFUSED),
          of("memory_versions_select", ANN, REWRITE, REFUSED),
          of("memory_versions_select", ANN, "delete from memory_versions", REFUSED),
          of("memory_associations_update", ANN, WEAKEN, 1),
          of("memory_associations_update", ADMIN, WEAKEN, 0),
          of("memory_associations_delete", BOB, FORGET, 1),
          of("memory_associations_delete", ADMIN, FORGET, 0),
          of("memory_associations_delete", STRANGER, FORGET, 0));

  private MemoryPolicies() {}
}
