package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A call takes one round trip, its scope included: counted on the wire. */
class RoundTripTest extends MemoryServiceTest {

  private static final PageRequest PAGE = PageRequest.first(20);

  private final RoundTrips trips;
  private final Scope.Tenant scope = memories.user();
  private final UUID one = memories.remember(scope, "one").id();
  private final UUID other = memories.remember(scope, "other").id();

  RoundTripTest() throws IOException {
    trips = new RoundTrips(memories);
  }

  @AfterAll
  void closeAll() throws IOException {
    trips.close();
  }

  @Test
  void everyCallOfAUserTakesOneRoundTrip() throws SQLException {
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
    AtomicReference<Memory> read = new AtomicReference<>(memories.as(scope).memories().get(one));
    calls.put(
        "update",
        s -> read.updateAndGet(m -> s.memories().update(m.withText(memories.name("one ")))));
    calls.put("archive", s -> s.memories().archive(one));
    calls.put("restore", s -> s.memories().restore(one));
    calls.put("associate", s -> s.associations().associate(one, other, AssociationType.SIMILAR, 1));
    calls.put("associations", s -> s.associations().list(one, PAGE));
    calls.put("neighbours", s -> s.associations().neighbours(one, 5, 0, 10));
    calls.put("dissociate", s -> s.associations().dissociate(one, other));
    trips.takeOneEach(MemoryService.over(trips.pool()).as(scope), calls);
  }

  @Test
  void deletingTakesOneRoundTrip() throws SQLException {
    MemoryDao dao = MemoryService.over(trips.pool()).as(scope).memories();
    for (int i = 0; i < RoundTrips.WARM; i++) {
      assertThat(
              trips.of(
                  () -> {
                    UUID id = memories.remember(scope, memories.name("to go ")).id();
                    dao.delete(id);
                  }))
          .isEqualTo(1);
    }
  }

  @Test
  void everyCallOfSystemWorkTakesOneRoundTrip() throws SQLException {
    ClaimedMemory claimed =
        new ClaimedMemory(scope.tenantId(), scope.userId(), one, "one", "hash", Ids.next());
    trips.takeOneEach(
        MemoryService.over(trips.pool()).system("round trips"),
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
