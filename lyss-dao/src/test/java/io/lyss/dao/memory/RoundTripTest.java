package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.BurstCounter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A call costs one round trip, scope included: counted on the wire. */
class RoundTripTest extends MemoryServiceTest {

  // Past the fifth execution the driver works with statements prepared on the server.
  private static final int WARM = 8;
  private static final PageRequest PAGE = PageRequest.first(20);

  private final BurstCounter counter;
  private final HikariDataSource pool;
  private final Scope.Tenant scope = memories.user();
  private final UUID one = memories.remember(scope, "one").id();
  private final UUID other = memories.remember(scope, "other").id();

  RoundTripTest() throws IOException {
    URI server = URI.create(memories.database().jdbcUrl().substring("jdbc:".length()));
    counter = new BurstCounter(server.getPort());
    HikariConfig config = memories.config(1);
    config.setJdbcUrl("jdbc:postgresql://localhost:" + counter.port() + server.getPath());
    pool = new HikariDataSource(config);
  }

  @AfterAll
  void closeAll() throws IOException {
    pool.close();
    counter.close();
  }

  // The pool asks at times whether a connection is alive; so the least of three counts.
  private int bursts(Runnable call) {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      int before = counter.count();
      call.run();
      least = Math.min(least, counter.count() - before);
    }
    return least;
  }

  private void takeOneEach(MemorySession session, Map<String, Consumer<MemorySession>> calls) {
    calls.forEach(
        (name, call) -> {
          for (int i = 0; i < WARM; i++) {
            assertThat(bursts(() -> call.accept(session))).as("%s, time %d", name, i).isEqualTo(1);
          }
        });
  }

  @Test
  void everyCallOfAUserTakesOne() {
    Map<String, Consumer<MemorySession>> calls = new LinkedHashMap<>();
    List<NewMemory> many = List.of(NewMemory.of("two"), NewMemory.of("three"));
    calls.put("remember", s -> s.memories().remember(NewMemory.of(memories.name("fact "))));
    calls.put("remember all", s -> s.memories().rememberAll(many));
    calls.put("find", s -> s.memories().find(one));
    calls.put("find by text", s -> s.memories().findByText("one"));
    calls.put("newest", s -> s.memories().listNewestFirst(MemoryFilter.ACTIVE, PAGE));
    calls.put("important", s -> s.memories().listMostImportantFirst(MemoryFilter.ACTIVE, PAGE));
    calls.put("search", s -> s.memories().search("one", PAGE));
    calls.put("vectors", s -> s.memories().byVectorIds(List.of(new VectorMatch("v", 1))));
    calls.put("text", s -> s.memories().setText(one, memories.name("one ")));
    calls.put("importance", s -> s.memories().setImportance(one, 3));
    calls.put("relevance", s -> s.memories().setRelevance(one, 1));
    calls.put("classify", s -> s.memories().classify(one, MemoryType.FACT, null));
    calls.put("archive", s -> s.memories().archive(one));
    calls.put("restore", s -> s.memories().restore(one));
    calls.put("associate", s -> s.associations().associate(one, other, AssociationType.SIMILAR, 1));
    calls.put("associations", s -> s.associations().list(one, PAGE));
    calls.put("neighbours", s -> s.associations().neighbours(one, 5, 0, 10));
    calls.put("dissociate", s -> s.associations().dissociate(one, other));
    takeOneEach(MemoryService.over(pool).as(scope), calls);
  }

  @Test
  void deletingTakesOne() {
    MemoryDao dao = MemoryService.over(pool).as(scope).memories();
    for (int i = 0; i < WARM; i++) {
      assertThat(
              bursts(
                  () -> {
                    UUID id = memories.remember(scope, memories.name("to go ")).id();
                    dao.delete(id);
                  }))
          .isEqualTo(1);
    }
  }

  @Test
  void everyCallOfSystemWorkTakesOne() {
    ClaimedMemory claimed =
        new ClaimedMemory(scope.tenantId(), scope.userId(), one, "one", "hash", Ids.next());
    takeOneEach(
        MemoryService.over(pool).system("round trips"),
        Map.of(
            "claim", s -> s.embeddings().claim(1, Duration.ZERO),
            "done", s -> s.embeddings().markDone(claimed, "v"),
            "failed", s -> s.embeddings().markFailed(claimed, "no"),
            "list failed", s -> s.embeddings().failed(PAGE),
            "retry", s -> s.embeddings().retryFailed(),
            "purge", s -> s.maintenance().purge(Duration.ofDays(1), 10),
            "erase", s -> s.maintenance().eraseUser(Ids.next(), Ids.next())));
  }
}
