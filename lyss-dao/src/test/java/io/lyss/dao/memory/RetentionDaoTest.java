package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.dao.PurgeReason;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A tenant keeps memories for as many days after the last change as it says. */
class RetentionDaoTest extends MemoryServiceTest {

  private static final Duration MONTH = Duration.ofDays(30);

  private final Scope.TenantUser user = memories.user();
  private final RetentionDao retention = memories.system().retention(user.tenantId());
  private final MaintenanceDao maintenance = memories.system().maintenance();

  private List<String> events(Memory memory) {
    return memories.query(
        "select type || ' ' || coalesce(payload ->> 'embedding_id', '-') from lyss_memory.outbox_events"
            + " where key = 'memory:"
            + memory.id()
            + "' order by position");
  }

  @Test
  void onlyMemoriesThatDidNotChangeArePurgedWithTheirVectors() {
    MemoryDao dao = memories.as(user).memories();
    Memory embedded = memories.remember(user, "has a vector");
    String vector = memories.embed().get(0);
    Memory deleted = memories.remember(user, "is deleted");
    dao.delete(deleted.id());
    Memory archived = memories.remember(user, "is archived");
    dao.archive(archived.id());
    Scope.TenantUser elsewhere = memories.user();
    Memory theirs = memories.remember(elsewhere, "is elsewhere");
    Scope.TenantUser held = memories.user(user.tenantId());
    Memory kept = memories.remember(held, "is held");
    memories.system().personalData().hold(held.tenantId(), held.userId(), "case 12");
    Expect.denied(() -> memories.as(user).retention().set(1));
    memories.moveClock(Duration.ofDays(8));
    assertThat(retention.plan()).isEmpty();
    assertThat(retention.plan(7))
        .extracting(MemoryPurge::reason, MemoryPurge::memories, MemoryPurge::held)
        .containsExactly(tuple(PurgeReason.RETENTION, 3L, 1L));
    assertThat(retention.plan(9)).isEmpty();
    retention.set(7);
    assertThat(maintenance.purgePlan()).isEqualTo(retention.plan());
    assertThat(maintenance.purge(MONTH, 2)).isEqualTo(2);
    assertThat(maintenance.purge(MONTH, 2)).isEqualTo(1);
    assertThat(maintenance.purge(MONTH, 2)).isZero();
    for (Memory gone : List.of(embedded, deleted, archived)) {
      assertThat(dao.find(gone.id())).isEmpty();
    }
    assertThat(events(embedded)).containsExactly("memory.deleted " + vector);
    assertThat(events(deleted)).hasSize(1);
    assertThat(events(archived)).containsExactly("memory.deleted -");
    assertThat(memories.as(elsewhere).memories().find(theirs.id())).isPresent();
    assertThat(memories.as(held).memories().find(kept.id())).isPresent();
    memories.system().personalData().endHold(held.tenantId(), held.userId());
    assertThat(maintenance.purge(MONTH, 2)).isOne();
    retention.reset();
    assertThat(retention.find()).isEmpty();
  }
}
