package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Callers that remember the same text at once get the same memory, and none fails. */
@Alone
@Whole("many callers at once")
class RememberConcurrencyTest extends MemoryServiceTest {

  private static final int WORKERS = 6;
  private static final int ROUNDS = 20;

  private final Seed seed = new Seed();

  @Test
  void rememberingTheSameTextAtOnceMakesOneMemory() throws Exception {
    Scope.TenantUser scope = memories.user();
    for (int round = 0; round < ROUNDS; round++) {
      String text = "the same " + round;
      List<Callable<Remembered>> calls = new ArrayList<>();
      for (int worker = 1; worker <= WORKERS; worker++) {
        NewMemory memory = NewMemory.of(text).withImportance(worker);
        calls.add(() -> memories.as(scope).memories().remember(memory));
      }
      List<Remembered> remembered = Parallel.run(calls);
      assertThat(remembered).filteredOn(Remembered::isNew).hasSize(1);
      assertThat(remembered)
          .extracting(one -> one.memory().id())
          .containsOnly(remembered.get(0).memory().id());
      assertThat(memories.as(scope).memories().findByText(text))
          .hasValueSatisfying(memory -> assertThat(memory.importance()).isEqualTo(WORKERS));
    }
  }

  @Test
  void rememberingTheSameListsInAnyOrderDoesNotDeadlock() throws Exception {
    Random random = seed.random();
    Scope.TenantUser scope = memories.user();
    for (int round = 0; round < ROUNDS; round++) {
      List<Callable<List<Remembered>>> calls = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        List<NewMemory> some = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          some.add(NewMemory.of("round " + round % 4 + " fact " + i));
        }
        Collections.shuffle(some, random);
        calls.add(() -> memories.as(scope).memories().rememberAll(some));
      }
      List<List<Remembered>> remembered = Parallel.run(calls);
      assertThat(remembered.stream().flatMap(List::stream).filter(Remembered::isNew).count())
          .as("%s", seed)
          .isEqualTo(round < 4 ? 60 : 0);
    }
    assertThat(
            memories
                .as(scope)
                .memories()
                .listNewestFirst(MemoryFilter.ACTIVE, PageRequest.first(1000))
                .items())
        .as("%s", seed)
        .hasSize(240);
  }
}
