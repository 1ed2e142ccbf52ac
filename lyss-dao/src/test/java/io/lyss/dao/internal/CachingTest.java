package io.lyss.dao.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.MapCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CachingTest {

  private static final int KNOWN = 10_000;

  @Test
  void somethingIsKnownOfSoManyTenantsAtMost() {
    Caching caching = new Caching(MapCache.ofEntries(), Duration.ofSeconds(1));
    List<UUID> tenants = new ArrayList<>();
    List<Answers> answers = new ArrayList<>();
    for (int i = 0; i < KNOWN + 500; i++) {
      UUID tenant = new UUID(1, i);
      tenants.add(tenant);
      answers.add(caching.of("lyss_provider", tenant));
      assertThat(caching.of("lyss_provider", tenant)).isSameAs(answers.get(i));
    }
    int same = 0;
    for (int i = tenants.size() - 1; i >= 0; i--) {
      same += caching.of("lyss_provider", tenants.get(i)) == answers.get(i) ? 1 : 0;
    }
    assertThat(same).isBetween(KNOWN / 2, KNOWN);
  }
}
