package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.QuickRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Memories change while workers embed them, die, report late or report twice, and while events
 * arrive late, repeatedly and in any order. The vector database always has the vector of each
 * embedded memory, and in the end it has no other.
 */
@Alone
class VectorsPropertyTest extends MemoryServiceTest {

  private static final Duration LEASE = Duration.ofHours(1);
  private static final List<String> TEXTS = List.of("Tea", "TEA", "Coffee", "Milk", "Beer", "beer");

  private final Seed seed = new Seed();
  private final Random random = seed.random();
  private final Scope.TenantUser scope = memories.user();
  private final MemoryDao dao = memories.as(scope).memories();
  private final EmbeddingDao embeddings = memories.system().embeddings();

  /** The vector database of the host: the text that each vector was made of. */
  private final Map<String, String> store = new HashMap<>();

  /** The same for a host that stores one vector for each memory, under the memory's id. */
  private final Map<UUID, String> storeByMemory = new HashMap<>();

  private final List<ClaimedMemory> claimed = new ArrayList<>();
  private final Set<String> reported = new HashSet<>();
  private final List<Event> events = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private Memory anyMemory() {
    List<Memory> all = new ArrayList<>();
    for (MemoryStatus status : MemoryStatus.values()) {
      all.addAll(dao.listNewestFirst(MemoryFilter.of(status), PageRequest.first(50)).items());
    }
    return all.isEmpty() ? dao.remember(NewMemory.of(any(TEXTS))).memory() : any(all);
  }

  private void step() {
    int kind = random.nextInt(13);
    steps.add(String.valueOf(kind));
    switch (kind) {
      case 0 ->
          dao.remember(NewMemory.of(any(TEXTS)).withSpelling(any(List.of(Spelling.values()))));
      case 1 -> unlessRefused(() -> dao.update(anyMemory().withText(any(TEXTS))));
      case 2 -> unlessRefused(() -> dao.archive(anyMemory().id()));
      case 3 -> unlessRefused(() -> dao.delete(anyMemory().id()));
      case 4, 5 -> unlessRefused(() -> dao.restore(anyMemory().id()));
      case 6 -> unlessRefused(() -> dao.supersede(anyMemory().id(), NewMemory.of(any(TEXTS))));
      case 7, 8 -> claimed.addAll(embeddings.claim(1 + random.nextInt(3), LEASE));
      case 9, 10 -> report();
      case 11 -> events.addAll(memories.events());
      default -> {
        if (!events.isEmpty()) {
          hear(any(events));
        }
      }
    }
  }

  private static void unlessRefused(Runnable change) {
    try {
      change.run();
    } catch (NotFoundException | ConflictException e) {
      // the memory is not in use, or another has that text
    }
  }

  /** A worker stores its vector once, and may report it several times. */
  private void report() {
    if (claimed.isEmpty()) {
      return;
    }
    ClaimedMemory one = any(claimed);
    if (random.nextInt(6) == 0) {
      claimed.remove(one); // has died, before it stored anything
    } else {
      if (reported.add(one.embeddingId())) {
        store.put(one.embeddingId(), one.text());
        storeByMemory.put(one.id(), one.embeddingId());
      }
      embeddings.markDone(one);
    }
  }

  private void hear(Event event) {
    String vector = TestMemories.vector(event);
    store.remove(vector);
    storeByMemory.remove(UUID.fromString(event.key().substring("memory:".length())), vector);
  }

  private List<Memory> withVectors() {
    List<Memory> with = new ArrayList<>();
    for (MemoryStatus status : MemoryStatus.values()) {
      dao.listNewestFirst(MemoryFilter.of(status), PageRequest.first(50)).items().stream()
          .filter(memory -> memory.embeddingId().isPresent())
          .forEach(with::add);
    }
    return with;
  }

  private void everyVectorIsThere() {
    for (Memory memory : withVectors()) {
      assertThat(store).as("%s %s", seed, steps).containsKey(memory.embeddingId().orElseThrow());
    }
  }

  @Test
  void noEventRemovesAVectorThatIsInUse() {
    for (int i = 0; i < QuickRun.some(1500); i++) {
      step();
      everyVectorIsThere();
      if (i % 100 == 99) {
        memories.letTimePass();
      }
    }
    for (ClaimedMemory late : claimed) {
      if (reported.add(late.embeddingId())) {
        store.put(late.embeddingId(), late.text());
      }
      embeddings.markDone(late);
    }
    for (List<ClaimedMemory> due = List.of(); !due.isEmpty() || !nothingIsDue(); ) {
      memories.letTimePass();
      due = embeddings.claim(100, LEASE);
      for (ClaimedMemory one : due) {
        store.put(one.embeddingId(), one.text());
        storeByMemory.put(one.id(), one.embeddingId());
        embeddings.markDone(one);
      }
    }
    events.addAll(memories.events());
    events.forEach(this::hear);
    Map<String, String> live = new HashMap<>();
    for (Memory memory : withVectors()) {
      String vector = memory.embeddingId().orElseThrow();
      live.put(vector, memory.text().toLowerCase(Locale.ROOT));
      if (storeByMemory.containsKey(memory.id())) {
        assertThat(storeByMemory).as("%s", seed).containsEntry(memory.id(), vector);
      }
    }
    store.replaceAll((vector, text) -> text.toLowerCase(Locale.ROOT));
    assertThat(store).as("%s", seed).isEqualTo(live);
  }

  private boolean nothingIsDue() {
    return memories
        .query(
            "select count(*) from lyss_memory.user_memories"
                + " where embed_at is not null and embed_at < 'infinity'")
        .equals(List.of("0"));
  }
}
