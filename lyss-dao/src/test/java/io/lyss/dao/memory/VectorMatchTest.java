package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lyss.dao.Scope;
import io.lyss.dao.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorMatchTest extends MemoryServiceTest {

  private final Seed seed = new Seed();
  private final Scope.TenantUser scope = memories.user();
  private final MemoryDao dao = memories.as(scope).memories();

  private static VectorMatch match(Memory memory, double score) {
    return new VectorMatch(memory.embeddingId().orElseThrow(), score);
  }

  @Test
  void ordersMemoriesByTheScoresOfTheirVectors() {
    Random random = seed.random();
    List<ScoredMemory> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Memory memory = memories.embedded(scope, "fact number " + i);
      // few scores, so that some are the same; negative ones too
      expected.add(new ScoredMemory(memory, (random.nextInt(20) - 10) / 8.0));
    }
    List<VectorMatch> asked =
        new ArrayList<>(expected.stream().map(one -> match(one.memory(), one.score())).toList());
    Collections.shuffle(asked, random);
    expected.sort(
        Comparator.comparing((ScoredMemory one) -> -one.score())
            .thenComparing(one -> one.memory().id().toString()));
    assertThat(dao.listByVectorIds(asked)).as("%s", seed).isEqualTo(expected);
  }

  @Test
  void leavesOutVectorsWithoutAnActiveMemoryOfTheUser() {
    Memory known = memories.embedded(scope, "is known");
    Memory archived = memories.embedded(scope, "is archived");
    Memory deleted = memories.embedded(scope, "is deleted");
    Memory anothers = memories.embedded(memories.user(scope.tenantId()), "is another's");
    dao.archive(archived.id());
    dao.delete(deleted.id());
    assertThat(
            dao.listByVectorIds(
                List.of(
                    match(anothers, 0.99),
                    match(deleted, 0.98),
                    match(known, 0.5),
                    new VectorMatch("never", 0.97),
                    match(archived, 0.96),
                    match(known, 0.7))))
        .containsExactly(new ScoredMemory(known, 0.7));
    assertThat(dao.listByVectorIds(List.of())).isEmpty();
  }

  @Test
  void refusesAScoreThatIsNotANumber() {
    assertThatIllegalArgumentException().isThrownBy(() -> new VectorMatch("v", Double.NaN));
  }
}
