package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Copy;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The pages of a search have what a look at every memory finds, in the same order: frequent words,
 * rare ones and some that occur nowhere, whatever the ids and whatever is no longer in use.
 */
class SearchPagesTest extends MemoryServiceTest {

  private static final int MEMORIES = 1500;
  private static final int CHUNK = 250;
  private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant FAR = Instant.parse("2199-01-01T00:00:00Z");

  /** What a memory may say, and in how many of a thousand. */
  private record Word(String text, int often) {}

  private static final List<Word> WORDS =
      List.of(
          new Word("alpha", 700),
          new Word("beta", 120),
          new Word("天气", 60),
          new Word("天气报告", 30),
          new Word("报告", 60),
          new Word("gamma", 4));

  private static final List<String> QUERIES =
      List.of("alpha", "beta", "天", "天气", "天气报告", "gamma", "alpha beta", "beta 天气", "delta");

  /** How a host makes ids. */
  enum Made {
    /** As they come, with pauses of minutes to months between some. */
    BY_TIME {
      @Override
      UUID id(int n, Random random) {
        return Ids.at(START.plus(Duration.ofDays(n / 400 * 90L)).plusSeconds(n % 400 / 20 * 900L));
      }
    },
    /** All at a time, as an import does. */
    AT_ONCE {
      @Override
      UUID id(int n, Random random) {
        return Ids.next();
      }
    },
    RANDOM {
      @Override
      UUID id(int n, Random random) {
        return new UUID(random.nextLong(), random.nextLong());
      }
    },
    COUNTED {
      @Override
      UUID id(int n, Random random) {
        return new UUID(0, n + 1);
      }
    };

    private static final Instant START = Instant.parse("2024-01-31T23:59:00Z");

    abstract UUID id(int n, Random random);
  }

  private final Seed seed = new Seed();

  @ParameterizedTest
  @EnumSource
  void pagesHaveWhatALookAtEveryMemoryFinds(Made made) {
    Random random = seed.random(made.ordinal());
    Scope.TenantUser scope = memories.user();
    MemoryDao dao = memories.as(scope).memories();
    MemoryDao others = memories.as(memories.user(scope.tenantId())).memories();
    Map<UUID, String> texts = new HashMap<>();
    for (int from = 0; from < MEMORIES; from += CHUNK) {
      List<NewMemory> some =
          IntStream.range(from, from + CHUNK)
              .mapToObj(n -> memory(made.id(n, random), n, random))
              .toList();
      dao.rememberAll(some);
      others.rememberAll(some);
      some.stream()
          .filter(one -> one.validFrom().isEmpty() && one.expiresAt().isEmpty())
          .forEach(one -> texts.put(one.id(), one.text()));
    }
    for (UUID id : List.copyOf(texts.keySet())) {
      if (random.nextInt(20) == 0) {
        putAway(dao, id, random.nextInt(3));
        texts.remove(id);
      }
    }
    for (String query : QUERIES) {
      List<UUID> right =
          texts.entrySet().stream()
              .filter(one -> Stream.of(query.split(" ")).allMatch(one.getValue()::contains))
              .map(Map.Entry::getKey)
              .sorted(Comparator.comparing(UUID::toString).reversed())
              .toList();
      for (int size : new int[] {7, 50, 1000}) {
        assertThat(Paging.all(size, page -> dao.search(query, page)))
            .as("%s, in pages of %s, %s", query, size, seed)
            .extracting(Memory::id)
            .isEqualTo(right);
      }
    }
  }

  private static NewMemory memory(UUID id, int n, Random random) {
    List<String> said = new ArrayList<>(List.of("k" + n));
    WORDS.forEach(word -> said.add(random.nextInt(1000) < word.often ? word.text : "-"));
    Collections.shuffle(said, random);
    NewMemory memory = Copy.of(NewMemory.of(String.join(" ", said)), Map.of("id", id));
    return switch (random.nextInt(20)) {
      case 0 -> memory.validFrom(FAR);
      case 1 -> memory.expiringAt(PAST);
      default -> memory;
    };
  }

  private static void putAway(MemoryDao dao, UUID id, int how) {
    switch (how) {
      case 0 -> dao.archive(id);
      case 1 -> dao.delete(id);
      default -> dao.supersede(id, NewMemory.of("instead of " + id));
    }
  }
}
