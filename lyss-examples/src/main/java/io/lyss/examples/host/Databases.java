package io.lyss.examples.host;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.Standby;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Migrated databases on one server: each in a PostgreSQL database of its own, or all in one. No
 * other class of the host depends on which of the two.
 */
public final class Databases implements AutoCloseable {

  /** The databases that have many tenants. */
  public static final List<LyssDatabase> SERVICES =
      List.of(
          LyssDatabase.USER,
          LyssDatabase.PROVIDER,
          LyssDatabase.CHAT,
          LyssDatabase.MEMORY,
          LyssDatabase.SHARED);

  // A login that owns nothing and has no rights until a scope is bound. The server is thrown away,
  // so the password is no secret.
  private static final String APP = "lyss_services_app";

  private final Map<LyssDatabase, ThrowawayDatabase> databases = new EnumMap<>(LyssDatabase.class);
  private final Map<LyssDatabase, HikariDataSource> pools = new EnumMap<>(LyssDatabase.class);
  private final List<HikariDataSource> replicas = new ArrayList<>();

  /**
   * @param oneDatabase whether all are in one PostgreSQL database
   */
  public Databases(ThrowawayPostgres postgres, List<LyssDatabase> migrated, boolean oneDatabase) {
    Map<String, ThrowawayDatabase> byName = new HashMap<>();
    for (LyssDatabase each : migrated) {
      ThrowawayDatabase database =
          byName.computeIfAbsent(oneDatabase ? "all" : each.name(), name -> postgres.database());
      LyssMigrator.of(each, database.dataSource()).migrate();
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
      databases.put(each, database);
      pools.put(each, pool(database.dataSource(APP, APP)));
    }
  }

  private static HikariDataSource pool(DataSource login) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(login);
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(1);
    return new HikariDataSource(config);
  }

  /** The pool through which the host uses that database. */
  public DataSource of(LyssDatabase which) {
    return pools.get(which);
  }

  /** Connections as its owner. */
  public DataSource owner(LyssDatabase which) {
    return databases.get(which).dataSource();
  }

  /** The pool through which the host reads it on a standby of the server. */
  public DataSource replica(LyssDatabase which, Standby standby) {
    PGSimpleDataSource login = new PGSimpleDataSource();
    login.setURL(standby.jdbcUrl(databases.get(which).name()));
    login.setUser(APP);
    login.setPassword(APP);
    HikariDataSource replica = pool(login);
    replicas.add(replica);
    return replica;
  }

  @Override
  public void close() {
    replicas.forEach(HikariDataSource::close);
    pools.values().forEach(HikariDataSource::close);
    databases.values().stream().distinct().forEach(ThrowawayDatabase::close);
  }
}
