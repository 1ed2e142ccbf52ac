package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Scope;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.Whole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many workers embed at once: each memory is embedded once, and none is lost if workers die. */
@Alone
@Whole("many workers at once; EmbeddingDaoTest has two")
class EmbeddingConcurrencyTest extends MemoryServiceTest {

  private static final int WORKERS = 6;
  private static final int MEMORIES = 600;
  private static final Duration LEASE = Duration.ofHours(1);

  private final Seed seed = new Seed();

  private Set<UUID> remember(Scope.TenantUser scope) {
    Set<UUID> ids = new HashSet<>();
    for (Remembered one :
        memories
            .as(scope)
            .memories()
            .rememberAll(
                IntStream.range(0, MEMORIES / 2)
                    .mapToObj(i -> NewMemory.of("fact " + i))
                    .toList())) {
      ids.add(one.memory().id());
    }
    return ids;
  }

  // Works until nothing is left to claim, drops some of it as if it died, and returns what it did.
  private Callable<List<UUID>> worker(Random random, int dropsOneOf) {
    return () -> {
      List<UUID> done = new ArrayList<>();
      EmbeddingDao embeddings = memories.system().embeddings();
      List<ClaimedMemory> claimed = embeddings.claim(1 + random.nextInt(20), LEASE);
      while (!claimed.isEmpty()) {
        for (ClaimedMemory one : claimed) {
          if (random.nextInt(dropsOneOf) > 0) {
            assertThat(embeddings.markDone(one)).isTrue();
            done.add(one.id());
          }
        }
        claimed = embeddings.claim(1 + random.nextInt(20), LEASE);
      }
      return done;
    };
  }

  private List<UUID> work(Random random, int dropsOneOf) throws Exception {
    List<Callable<List<UUID>>> workers = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      workers.add(worker(new Random(random.nextLong()), dropsOneOf));
    }
    return Parallel.run(workers).stream().flatMap(List::stream).toList();
  }

  @Test
  void embedsEveryMemoryOnceEvenIfWorkersDie() throws Exception {
    Random random = seed.random();
    Set<UUID> expected = remember(memories.user());
    expected.addAll(remember(memories.user()));
    List<UUID> done = new ArrayList<>(work(random, 4));
    assertThat(done).as("some were left, %s", seed).hasSizeLessThan(MEMORIES);
    assertThat(work(random, 4)).as("before the leases end, %s", seed).isEmpty();
    memories.letTimePass();
    done.addAll(work(random, Integer.MAX_VALUE));
    assertThat(done).as("%s", seed).doesNotHaveDuplicates();
    assertThat(new HashSet<>(done)).as("%s", seed).isEqualTo(expected);
    memories.letTimePass();
    assertThat(memories.system().embeddings().claim(1, LEASE)).isEmpty();
  }

  @Test
  void textsChangedMeanwhileEndWithTheVectorOfTheLastText() throws Exception {
    Random random = seed.random();
    Scope.TenantUser scope = memories.user();
    MemoryDao dao = memories.as(scope).memories();
    List<UUID> ids = new ArrayList<>(remember(scope).stream().limit(40).toList());
    // the text that each vector was made of, as a vector database would keep it
    ConcurrentHashMap<String, String> vectors = new ConcurrentHashMap<>();
    Callable<Boolean> embedder =
        () -> {
          EmbeddingDao embeddings = memories.system().embeddings();
          for (int i = 0; i < 150; i++) {
            for (ClaimedMemory claimed : embeddings.claim(5, LEASE)) {
              vectors.put(claimed.embeddingId(), claimed.text());
              embeddings.markDone(claimed);
            }
          }
          return true;
        };
    Callable<Boolean> writer =
        () -> {
          for (int i = 0; i < 400; i++) {
            Memory read = dao.get(ids.get(random.nextInt(ids.size())));
            dao.update(read.withText("text " + memories.name("t")));
          }
          return true;
        };
    Parallel.run(List.of(embedder, embedder, writer));
    memories.letTimePass();
    while (embedder.call() && !memories.query(WAITING).equals(List.of("0"))) {
      memories.letTimePass();
    }
    for (Event event : memories.events()) {
      assertThat(event.type()).isEqualTo("embedding.dropped");
      vectors.remove(TestMemories.vector(event));
    }
    for (UUID id : ids) {
      Memory memory = dao.get(id);
      assertThat(vectors.get(memory.embeddingId().orElseThrow()))
          .as("%s", seed)
          .isEqualTo(memory.text());
    }
    assertThat(vectors).as("no vector is left over, %s", seed).hasSize(MEMORIES / 2);
  }

  private static final String WAITING =
      "select count(*) from lyss_memory.user_memories where embed_at is not null";
}
