package io.lyss.spring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.time.Duration;
import java.util.List;

/** A database to start in, migrated or not, and the application's login. */
final class HostDatabase implements AutoCloseable {

  private static final String APP = "lyss_spring_app";

  private final ThrowawayDatabase database;

  private HostDatabase(ThrowawayDatabase database) {
    this.database = database;
  }

  static HostDatabase migrated() {
    return new HostDatabase(
        ThrowawayPostgres.shared()
            .database(
                "spring",
                fresh -> {
                  LyssMigrator.of(LyssDatabase.PLATFORM, fresh.dataSource()).migrate();
                  prepare(fresh);
                }));
  }

  static HostDatabase empty() {
    ThrowawayDatabase database = ThrowawayPostgres.shared().database();
    prepare(database);
    return new HostDatabase(database);
  }

  private static void prepare(ThrowawayDatabase database) {
    database.execute(
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login password '%1$s';
          end if;
          if exists (select from pg_roles where rolname = 'lyss_system') then
            grant authenticated_users, lyss_system to %1$s with inherit false, set true;
          end if;
        end $$;
        """
            .formatted(APP));
  }

  HikariDataSource pool(int size) {
    return pool(size, Duration.ofSeconds(5));
  }

  /** A pool with that time to wait for a connection. */
  HikariDataSource pool(int size, Duration wait) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(APP);
    config.setPassword(APP);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(wait.toMillis());
    return new HikariDataSource(config);
  }

  ThrowawayDatabase database() {
    return database;
  }

  /** The settings of a host that migrates. */
  String[] migrating() {
    return List.of(
            "lyss.databases.platform.owner.username=" + database.adminUser(),
            "lyss.databases.platform.owner.password=" + database.adminPassword())
        .toArray(String[]::new);
  }

  @Override
  public void close() {
    database.close();
  }
}
