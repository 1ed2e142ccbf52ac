package io.lyss.dao.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.PasswordHash;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** A pool of the application's login; the caller closes it. */
  HikariDataSource pool(int size) {
    return new HikariDataSource(config(size));
  }

  /** What such a pool is made of, for the caller to change. */
  HikariConfig config(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(APP);
    config.setPassword(APP);
    config.setMaximumPoolSize(size);
    return config;
  }

  HikariDataSource pool() {
    return pool;
  }

  /** The database, to be looked at as a superuser. */
  ThrowawayDatabase database() {
    return database;
  }

  /**
   * The first column of a query's rows, asked as a superuser: what is there, whoever may see it.
   */
  List<String> query(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> answer = new ArrayList<>();
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
      return answer;
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + sql, e);
    }
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
    String name = name("user");
    return system().users().create(new NewUser(name, name + "@lyss.test", HASH, role));
  }

  Provider personal(User owner) {
    return as(owner).providers().createPersonal(newProvider());
  }

  Provider organization(User admin) {
    return as(admin).providers().createOrganization(newProvider());
  }

  NewProvider newProvider() {
    return NewProvider.of(name("provider"), ProviderType.OPENAI, KEY);
  }

  /** A user that is not there yet. */
  NewUser newUser() {
    String name = name("user");
    return new NewUser(name, name + "@lyss.test", HASH, UserRole.USER);
  }

  /** A name that nothing in this database has yet. */
  String name(String kind) {
    return kind + names.incrementAndGet();
  }

  void distribute(User admin, Provider provider, User... users) {
    as(admin)
        .distributions()
        .distribute(provider.id(), Arrays.stream(users).map(User::id).toList());
  }

  /** A conversation of the user's own, with a personal provider. */
  Conversation conversation(User owner) {
    return as(owner).conversations().open(personal(owner).id(), name("conversation"));
  }

  @Override
  public void close() {
    pool.close();
    database.close();
  }
}
