package io.lyss.examples.services;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The five service databases on one server, migrated: each in a PostgreSQL database of its own, or
 * all in one. No other class of the host depends on which.
 */
final class Databases implements AutoCloseable {

  static final List<LyssDatabase> SERVICES =
      List.of(
          LyssDatabase.USER,
          LyssDatabase.PROVIDER,
          LyssDatabase.CHAT,
          LyssDatabase.MEMORY,
          LyssDatabase.SHARED);

  // A login that owns nothing and has no rights before it takes on a scope. The server is thrown
  // away, so the password is no secret.
  private static final String APP = "lyss_services_app";

  private final Map<LyssDatabase, HikariDataSource> pools = new EnumMap<>(LyssDatabase.class);
  private final Map<String, ThrowawayDatabase> databases = new HashMap<>();

  /**
   * @param oneDatabase all in one PostgreSQL database
   */
  Databases(ThrowawayPostgres postgres, boolean oneDatabase) {
    for (LyssDatabase service : SERVICES) {
      ThrowawayDatabase database =
          databases.computeIfAbsent(
              oneDatabase ? "all" : service.name(), name -> postgres.database());
      LyssMigrator.of(service, database.dataSource()).migrate();
      database.execute(
          """
          do $$ begin
            if to_regrole('%1$s') is null then
              create role %1$s login password '%1$s';
            end if;
          end $$;
          grant authenticated_users, lyss_system to %1$s with inherit false, set true;
          """
              .formatted(APP));
      HikariConfig config = new HikariConfig();
      config.setDataSource(database.dataSource(APP, APP));
      config.setMaximumPoolSize(4);
      config.setMinimumIdle(1);
      pools.put(service, new HikariDataSource(config));
    }
  }

  /** What the host asks that database through. */
  DataSource of(LyssDatabase service) {
    return pools.get(service);
  }

  @Override
  public void close() {
    pools.values().forEach(HikariDataSource::close);
    databases.values().forEach(ThrowawayDatabase::close);
  }
}
