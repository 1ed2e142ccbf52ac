package io.lyss.schema.memory;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.PolicyCase;
import io.lyss.schema.Violation;
import io.lyss.schema.service.FollowingSubject;
import io.lyss.schema.service.Persona;
import java.util.List;
import java.util.Map;

/** The memory database, with the same people's memories in two tenants. */
public final class MemorySubject implements FollowingSubject {

  private static final String SEED =
      """
      insert into user_memories (tenant_id, id, user_id, memory_text) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000d1',
          '00000000-0000-7000-8000-0000000000a2', 'Drinks tea at ${name}'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d2',
          '00000000-0000-7000-8000-0000000000a2', 'Drinks coffee at ${name}'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d1',
          '00000000-0000-7000-8000-0000000000a3', 'Drinks tea at ${name}'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d4',
          '00000000-0000-7000-8000-0000000000a3', 'Plays chess'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d5',
          '00000000-0000-7000-8000-0000000000a1', 'Counts beans');

      insert into user_memories (tenant_id, id, user_id, memory_text, status, embed_at) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000d3',
          '00000000-0000-7000-8000-0000000000a2', 'Drank milk', 'archived', null);

      insert into memory_versions (tenant_id, user_id, memory_id, version, memory_text) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000a2',
          '00000000-0000-7000-8000-0000000000d1', 1, 'Drinks water at ${name}'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000a3',
          '00000000-0000-7000-8000-0000000000d1', 1, 'Drinks water at ${name}');

      insert into tenant_retention (tenant_id, keep_days) values ('${tenant}', 30);

      insert into memory_associations (tenant_id, id, user_id, memory_id, related_memory_id) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000e1',
          '00000000-0000-7000-8000-0000000000a2',
          '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000d2'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000e1',
          '00000000-0000-7000-8000-0000000000a3',
          '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000d4');
      """;

  private static final String OWN = "tenant_id = :tenant and user_id = :user";

  @Override
  public LyssDatabase database() {
    return LyssDatabase.MEMORY;
  }

  @Override
  public String seed() {
    return SEED;
  }

  @Override
  public Map<String, String> visible() {
    return FollowingSubject.and(
        Map.of(
            "user_memories",
            OWN,
            "memory_versions",
            OWN,
            "memory_associations",
            OWN,
            "tenant_retention",
            "tenant_id = :tenant"));
  }

  @Override
  public List<PolicyCase<Persona>> policies() {
    return MemoryPolicies.CASES;
  }

  @Override
  public List<Violation> violations() {
    return MemoryViolations.ALL;
  }

  @Override
  public List<String> unexplainedNulls() {
    return List.of("user_memories.embed_error");
  }

  @Override
  public String toString() {
    return "memory";
  }
}
