package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Parallel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class IdsTest {

  private static List<UUID> made(int count) {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(Ids.next());
    }
    return ids;
  }

  // PostgreSQL compares UUIDs by their bytes; comparing their texts gives the same order.
  private static void goUp(List<UUID> ids) {
    assertThat(ids.stream().map(UUID::toString).toList()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void idsAreOfVersionSevenAndHoldTheirTime() {
    long before = System.currentTimeMillis();
    UUID id = Ids.next();
    long after = System.currentTimeMillis();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    // the time may run ahead if many ids were made within a millisecond
    assertThat(id.getMostSignificantBits() >>> 16).isBetween(before - 1, after + 1_000);
  }

  @Test
  void idsAscend() {
    goUp(made(100_000));
  }

  @Test
  void idsAscendInEveryThreadAndAreUnique() throws Exception {
    List<Callable<List<UUID>>> calls = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      calls.add(() -> made(20_000));
    }
    Set<UUID> all = new HashSet<>();
    for (List<UUID> ids : Parallel.run(calls)) {
      goUp(ids);
      all.addAll(ids);
    }
    assertThat(all).hasSize(160_000);
  }

  /** An id that is made later is greater, whichever thread makes it. */
  @Test
  void anIdThatIsMadeLaterByAnotherThreadIsGreater() throws Exception {
    List<UUID> ids = new ArrayList<>();
    Callable<Boolean> turn =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            synchronized (ids) {
              ids.add(Ids.next());
            }
          }
          return true;
        };
    Parallel.run(List.of(turn, turn, turn, turn));
    goUp(ids);
  }
}
