package io.lyss.redis;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.AccessCache;
import io.lyss.dao.CallListener;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** The platform database, with users who have a provider each, and hosts that ask it. */
final class TestHost implements AutoCloseable {

  private static final String APP = "lyss_redis_test";

  private final ThrowawayDatabase database = ThrowawayPostgres.shared().database();
  private final HikariDataSource pool;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger names = new AtomicInteger();

  TestHost() {
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
    pool = new HikariDataSource(config);
  }

  /** A new host each time, which knows of no change yet. */
  Platform with(AccessCache cache) {
    return Platform.over(pool)
        .cache(cache, Duration.ofMinutes(1))
        .listener(CallListener.atEnd(call -> asked.incrementAndGet()));
  }

  DataSource dataSource() {
    return pool;
  }

  User user() {
    String name = "user" + names.incrementAndGet();
    return Platform.over(pool)
        .asSystem("test")
        .users()
        .create(new NewUser(name, name + "@lyss.test", PasswordHash.NONE, UserRole.USER));
  }

  Provider provider(User owner) {
    return Platform.over(pool)
        .asUser(owner.id())
        .providers()
        .createPersonal(
            NewProvider.of(
                "provider" + names.incrementAndGet(),
                ProviderKind.OPENAI,
                Ciphertext.of("test:" + "A".repeat(40))));
  }

  void deactivate(Provider provider) {
    Platform.over(pool).asSystem("test").providers().deactivate(provider.id());
  }

  /** Whether a host lets its user use a provider. */
  static boolean may(Platform host, User user, Provider provider) {
    return host.asUser(user.id()).providers().canUserAccessProvider(user.id(), provider.id());
  }

  /** How many questions have gone to the database since this was asked last. */
  int asked() {
    return asked.getAndSet(0);
  }

  @Override
  public void close() {
    pool.close();
    database.close();
  }
}
