package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users of other stores of memories have reported as lost, doubled or come back. */
class OthersFaultsTest extends MemoryServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);

  private final Scope.TenantUser scope = memories.user();
  private final MemoryDao dao = memories.as(scope).memories();

  private List<String> found(String text) {
    return dao.search(text, PAGE).items().stream().map(Memory::text).toList();
  }

  /** Remembering a text a second time deleted its memory. */
  @Test
  void aMemoryThatIsRememberedAgainIsThereOnce() {
    Memory first = memories.remember(scope, "The dog descends from the wolf.");
    for (int again = 0; again < 3; again++) {
      assertThat(memories.remember(scope, "The dog descends from the wolf.").id())
          .isEqualTo(first.id());
    }
    assertThat(found("wolf")).hasSize(1);
  }

  /** The text of a deleted memory could not be remembered again. */
  @Test
  void aDeletedMemoryCanBeRememberedAgain() {
    Memory first = memories.remember(scope, "Keeps bees.");
    dao.delete(first.id());
    assertThat(found("bees")).isEmpty();
    memories.remember(scope, "Keeps bees.");
    assertThat(found("bees")).containsExactly("Keeps bees.");
  }

  /** A corrected memory was still found beside its correction, by its vector and its neighbours. */
  @Test
  void aSupersededMemoryNeverComesBack() {
    Memory old = memories.embedded(scope, "The port is 6001.");
    Memory other = memories.remember(scope, "The host is alpha.");
    memories.as(scope).associations().associate(other.id(), old.id(), AssociationType.RELATED, 1);
    String vector = old.embeddingId().orElseThrow();
    Memory now = dao.supersede(old.id(), NewMemory.of("The port is 6002.")).memory();

    assertThat(found("port")).containsExactly("The port is 6002.");
    assertThat(dao.listByVectorIds(List.of(new VectorMatch(vector, 0.99)))).isEmpty();
    assertThat(dao.listNewestFirst(MemoryFilter.ACTIVE, PAGE).items())
        .extracting(Memory::id)
        .contains(now.id())
        .doesNotContain(old.id());
    assertThat(memories.as(scope).associations().neighbours(other.id(), 3, 0, 10)).isEmpty();
  }

  /** What led to a deleted memory stayed, and led to nothing, or to it, as long as there is one. */
  @Test
  void nothingLeadsToADeletedMemory() {
    Memory one = memories.remember(scope, "Has a cat.");
    Memory gone = memories.remember(scope, "The cat is grey.");
    Memory beyond = memories.remember(scope, "Grey is calm.");
    AssociationDao associations = memories.as(scope).associations();
    associations.associate(one.id(), gone.id(), AssociationType.RELATED, 1);
    associations.associate(gone.id(), beyond.id(), AssociationType.RELATED, 1);
    assertThat(associations.neighbours(one.id(), 3, 0, 10)).hasSize(2);
    dao.delete(gone.id());
    assertThat(associations.neighbours(one.id(), 3, 0, 10)).isEmpty();
    assertThat(associations.neighbours(beyond.id(), 3, 0, 10)).isEmpty();
    memories.moveClock(Duration.ofDays(100));
    memories.system().maintenance().purge(Duration.ofDays(30), 100);
    assertThat(
            memories.query(
                "select count(*) from lyss_memory.memory_associations where '%s' in (memory_id, related_memory_id)"
                    .formatted(gone.id())))
        .containsExactly("0");
    assertThat(associations.list(one.id(), PAGE).items()).isEmpty();
  }
}
