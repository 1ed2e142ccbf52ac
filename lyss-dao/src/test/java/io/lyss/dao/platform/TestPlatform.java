package io.lyss.dao.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.PasswordHash;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A migrated platform database of a test class's own, and a pool that logs in as an application
 * does: as a login that owns nothing and has no rights outside a scope.
 */
final class TestPlatform implements AutoCloseable {

  static final String APP = "lyss_test_app";
  static final Ciphertext KEY = Ciphertext.of("test:" + "A".repeat(40));
  static final PasswordHash HASH =
      PasswordHash.of("$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0");

  private final ThrowawayDatabase database;
  private final HikariDataSource pool;
  private final AtomicInteger names = new AtomicInteger();

  TestPlatform() {
    database = ThrowawayPostgres.shared().database("platform", TestPlatform::prepare);
    pool = pool(4);
  }

  private static void prepare(ThrowawayDatabase database) {
    LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource()).migrate();
    database.execute(
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login password '%1$s';
          end if;
        end $$;
        grant authenticated_users, lyss_system to %1$s with inherit false, set true;
        """
            .formatted(APP));
  }

  /** A pool of the application's login; the caller closes it, or the platform does. */
  HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(APP);
    config.setPassword(APP);
    config.setMaximumPoolSize(size);
    return new HikariDataSource(config);
  }

  HikariDataSource pool() {
    return pool;
  }

  /** The database, to be looked at as a superuser. */
  ThrowawayDatabase database() {
    return database;
  }

  Platform platform() {
    return Platform.over(pool);
  }

  PlatformSession system() {
    return platform().system("test");
  }

  PlatformSession as(User user) {
    return platform().as(user.id());
  }

  User user() {
    return user(UserRole.USER);
  }

  User admin() {
    return user(UserRole.ADMIN);
  }

  private User user(UserRole role) {
    String name = "user" + names.incrementAndGet();
    return system().users().create(new NewUser(name, name + "@lyss.test", HASH, role));
  }

  Provider personal(User owner) {
    return as(owner).providers().createPersonal(newProvider());
  }

  Provider organization(User admin) {
    return as(admin).providers().createOrganization(newProvider());
  }

  NewProvider newProvider() {
    return NewProvider.of("provider" + names.incrementAndGet(), ProviderType.OPENAI, KEY);
  }

  @Override
  public void close() {
    pool.close();
    database.close();
  }
}
