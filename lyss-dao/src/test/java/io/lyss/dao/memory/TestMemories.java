package io.lyss.dao.memory;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory database of one test class. */
final class TestMemories extends TestDatabase {

  TestMemories() {
    super(LyssDatabase.MEMORY);
  }

  MemoryService service() {
    return MemoryService.over(pool());
  }

  MemorySession system() {
    return service().asSystem("test");
  }

  MemorySession as(Scope.TenantUser scope) {
    return service().asUser(scope);
  }

  /** The only user of a new tenant. */
  Scope.TenantUser user() {
    return user(Ids.next());
  }

  Scope.TenantUser user(UUID tenantId) {
    return Scope.TenantUser.of(tenantId, Ids.next());
  }

  Scope.TenantUser admin(UUID tenantId) {
    return new Scope.TenantUser(tenantId, Ids.next(), Set.of(), TenantRole.TENANT_ADMIN);
  }

  Memory remember(Scope.TenantUser scope, String text) {
    return as(scope).memories().remember(NewMemory.of(text)).memory();
  }

  /** Embeds all memories that wait for it, and returns the ids of their vectors. */
  List<String> embed() {
    List<String> vectors = new ArrayList<>();
    for (ClaimedMemory claimed : system().embeddings().claim(1000, Duration.ofMinutes(1))) {
      system().embeddings().markDone(claimed);
      vectors.add(claimed.embeddingId());
    }
    return vectors;
  }

  /** A memory with a vector. */
  Memory embedded(Scope.TenantUser scope, String text) {
    Memory memory = remember(scope, text);
    embed();
    return as(scope).memories().get(memory.id());
  }

  /** Sets the clock forward, so that leases and pauses of embedding are over. */
  void letTimePass() {
    moveClock(Duration.ofHours(1));
  }

  /** The id of the vector that an event names for deletion; empty for none. */
  static String vector(Event event) {
    Matcher matcher =
        Pattern.compile("\"embedding_id\": \"([^\"]+)\"").matcher(event.payload().text());
    return matcher.find() ? matcher.group(1) : "";
  }

  /** The events that were not handled before. */
  List<Event> events() {
    List<Event> events = new ArrayList<>();
    while (system().events().deliver(1000, Duration.ofMinutes(1), events::add).handled() > 0) {
      // until there are no more
    }
    return events;
  }
}
