package io.lyss.dao.memory;

import io.lyss.dao.testing.Replicated;
import io.lyss.dao.testing.Signed;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** A user, who has memories. */
final class MemoryWorld extends ServiceWorld<MemorySession> {

  private final String schema;

  MemoryWorld(DataSource pool, String schema, Caller caller) {
    super(pool, caller);
    this.schema = schema;
  }

  @Override
  protected MemoryService service(DataSource over) {
    return Signed.by(
            over,
            Replicated.over(over, MemoryService::over, MemoryService::over),
            MemoryService::signer)
        .schema(schema);
  }

  private MemorySession owner() {
    return isSystem() ? as(Caller.USER) : me();
  }

  /** No arguments; the tenant has set its retention. */
  Object[] retained() {
    retention();
    return new Object[0];
  }

  /** The days for which the tenant keeps memories. */
  int retention() {
    return as(Caller.ADMIN).retention().set(30).keepDays();
  }

  UUID memory() {
    return owner().memories().remember(NewMemory.of(name("the pineapple is ripe "))).memory().id();
  }

  Memory edited() {
    return owner().memories().get(memory()).withText(name("other ")).withImportance(7);
  }

  UUID archived() {
    return owner().memories().archive(memory()).id();
  }

  String text() {
    return owner().memories().get(memory()).text();
  }

  /** A memory that a worker has claimed to embed it. */
  ClaimedMemory claimed() {
    UUID id = memory();
    for (ClaimedMemory claimed : as(Caller.SYSTEM).embeddings().claim(1000, Duration.ofHours(1))) {
      if (claimed.id().equals(id)) {
        return claimed;
      }
    }
    throw new IllegalStateException("A memory that waits was not to be claimed");
  }

  /** The vector of a memory. */
  String vector() {
    ClaimedMemory claimed = claimed();
    as(Caller.SYSTEM).embeddings().markDone(claimed);
    return claimed.embeddingId();
  }

  /** A memory with another beside it. */
  UUID associated() {
    UUID id = memory();
    owner().associations().associate(id, memory(), AssociationType.RELATED, 0.5);
    return id;
  }

  /** Two memories that are associated. */
  Object[] pair() {
    UUID one = memory();
    UUID other = memory();
    owner().associations().associate(one, other, AssociationType.RELATED, 0.5);
    return new Object[] {one, other};
  }

  List<NewMemory> facts() {
    return List.of(NewMemory.of(name("two ")), NewMemory.of(name("three ")));
  }

  /** How many memories to claim: one waits to be embedded. */
  int waiting() {
    memory();
    return 1;
  }

  UUID rememberer() {
    memory();
    return user();
  }

  /** A memory with an earlier text. */
  UUID reworded() {
    return owner().memories().update(edited()).id();
  }

  /** Lets a memory expire, and returns a limit for the call that deletes expired ones. */
  int expired() {
    Memory read = owner().memories().get(memory());
    owner().memories().update(read.withExpiresAt(Instant.EPOCH));
    return 9;
  }

  /** Deletes a memory, and returns a duration that has passed since. */
  Duration deletedFor() {
    owner().memories().delete(memory());
    return Duration.ZERO;
  }
}
