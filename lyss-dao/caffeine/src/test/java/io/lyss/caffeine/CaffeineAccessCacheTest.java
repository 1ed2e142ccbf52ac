package io.lyss.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.AccessCache.Entry;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.ProviderDao;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.UserRole;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Caffeine keeps what LYSS hands it, up to a size. */
class CaffeineAccessCacheTest {

  private static final String APP = "lyss_caffeine_test";

  @Test
  void hitsOfAPlatformAreCountedByTheHostsOwnCache() {
    Cache<String, Entry> counted = Caffeine.newBuilder().maximumSize(100).recordStats().build();
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().database()) {
      LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource()).migrate();
      database.execute(
          """
          create role %1$s login password '%1$s';
          grant authenticated_users, lyss_system to %1$s with inherit false, set true;
          """
              .formatted(APP));
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(database.jdbcUrl());
      config.setUsername(APP);
      config.setPassword(APP);
      config.setMaximumPoolSize(2);
      try (HikariDataSource pool = new HikariDataSource(config)) {
        assertThat(asInTheDocuments(pool).asUser(1).providers().canUserAccessProvider(1, 1))
            .isFalse();
        Platform platform =
            Platform.over(pool).cache(CaffeineAccessCache.over(counted), Duration.ofMinutes(1));
        int user =
            platform
                .asSystem("test")
                .users()
                .create(new NewUser("mei", "mei@lyss.test", PasswordHash.NONE, UserRole.USER))
                .id();
        int own =
            platform
                .asUser(user)
                .providers()
                .createPersonal(
                    NewProvider.of(
                        "own", ProviderKind.OPENAI, Ciphertext.of("test:" + "A".repeat(40))))
                .id();
        ProviderDao providers = platform.asUser(user).providers();
        for (int i = 0; i < 10; i++) {
          assertThat(providers.canUserAccessProvider(user, own)).isTrue();
        }
        assertThat(counted.stats().hitCount()).isEqualTo(9);
        platform.asSystem("test").providers().deactivate(own);
        assertThat(providers.canUserAccessProvider(user, own + 1)).as("tells of it").isFalse();
        assertThat(providers.canUserAccessProvider(user, own)).isFalse();
      }
    }
  }

  private static Platform asInTheDocuments(DataSource dataSource) {
    Platform platform =
        Platform.over(dataSource)
            .cache(CaffeineAccessCache.ofAtMost(100_000), Duration.ofSeconds(1));
    return platform;
  }

  @Test
  void aCacheKeepsNoMoreAnswersThanItsLimit() {
    Cache<String, Entry> two = Caffeine.newBuilder().maximumSize(2).executor(Runnable::run).build();
    CaffeineAccessCache cache = CaffeineAccessCache.over(two);
    for (int i = 0; i < 100; i++) {
      cache.keep("key" + i, Entry.of("text"));
    }
    two.cleanUp();
    assertThat(two.estimatedSize()).isEqualTo(2);
    assertThat(CaffeineAccessCache.ofAtMost(1).find("nothing")).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> CaffeineAccessCache.ofAtMost(0));
  }
}
