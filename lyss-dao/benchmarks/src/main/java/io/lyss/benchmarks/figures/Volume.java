package io.lyss.benchmarks.figures;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A database with volume. It is created if it does not exist yet, and kept, because filling it
 * takes minutes.
 */
public final class Volume {

  private static final String LOGIN = "lyss_figures";

  private final Server server;
  private final String name;
  private final String url;

  private Volume(Server server, String name, String url) {
    this.server = server;
    this.name = name;
    this.url = url;
  }

  /** The same database, over another way to the server, which begins at a port of this machine. */
  public Volume at(int port) {
    return new Volume(server, name, url.replaceFirst("//[^/]+/", "//127.0.0.1:" + port + "/"));
  }

  /**
   * The database of a kind and a suffix.
   *
   * @param table a table that is empty as long as the database has not been filled
   * @param fill the SQL that fills it, run as the owner with its schema on the search path
   */
  public static Volume of(
      Server server, LyssDatabase kind, String suffix, String table, String fill)
      throws SQLException {
    Volume volume = empty(server, kind, suffix);
    String schema = kind.defaultSchema();
    if ("f"
        .equals(
            server.read(volume.name, "select exists (select from " + schema + "." + table + ")"))) {
      System.err.println("Filling " + volume.name + "; this takes some minutes");
      volume.execute("set search_path = " + schema + ";\n" + fill);
      volume.execute("vacuum analyze");
    }
    return volume;
  }

  /** A migrated database that nothing fills. */
  public static Volume empty(Server server, LyssDatabase kind, String suffix) throws SQLException {
    String name = "lyss_figures_" + kind.toString().toLowerCase(Locale.ROOT) + "_" + suffix;
    if (!server.has(name)) {
      server.execute("postgres", "create database " + name);
    }
    Volume volume = new Volume(server, name, server.url(name));
    LyssMigrator.of(kind, volume.dataSource()).migrate();
    volume.allowLogin();
    return volume;
  }

  private void allowLogin() throws SQLException {
    execute(
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login password '%1$s';
          end if;
        end $$;
        grant authenticated_users, lyss_system to %1$s with inherit false, set true;
        """
            .formatted(LOGIN));
  }

  /**
   * A database with these kinds, which nothing fills, and which is dropped at the end of the run.
   */
  public static Volume ofThisRun(Server server, LyssDatabase... kinds) throws SQLException {
    String name = server.ownDatabase();
    Volume volume = new Volume(server, name, server.url(name));
    for (LyssDatabase kind : kinds) {
      LyssMigrator migrator = LyssMigrator.of(kind, volume.dataSource());
      (server.isCluster() ? migrator.onCitus() : migrator).migrate();
    }
    volume.allowLogin();
    return volume;
  }

  /** Makes a copy of it, in place of an earlier copy; nobody may be connected. */
  public Volume copy() throws SQLException {
    String copy = name + "_copy";
    server.execute("postgres", "drop database if exists " + copy + " with (force)");
    server.execute(
        "postgres", "create database " + copy + " template " + name + " strategy file_copy");
    return new Volume(server, copy, server.url(copy));
  }

  public void drop() throws SQLException {
    server.execute("postgres", "drop database " + name + " with (force)");
  }

  /** The UUID that stands for a number in volumes. */
  public static UUID uuid(long number) {
    return new UUID(0x7000L, 0x8000_0000_0000_0000L | number);
  }

  /** The time in a UUID of version 7, to the millisecond. */
  public static Instant time(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  /** The texts of resources beside a class, one after another. */
  public static String resources(Class<?> beside, String... files) {
    return Stream.of(files).map(file -> resource(beside, file)).collect(Collectors.joining("\n"));
  }

  private static String resource(Class<?> beside, String file) {
    try (InputStream in = beside.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls that bind scopes, with the application's login. */
  public Side application(Function<DataSource, Call> call) throws SQLException {
    return new Side(pool(1), call);
  }

  /** Calls that bind no scope and bypass row-level security. */
  public Side owner(Function<DataSource, Call> call) throws SQLException {
    return new Side(ownersPool(1), call);
  }

  /** A pool of a login that is a superuser; the caller closes it. */
  public HikariDataSource ownersPool(int size) {
    HikariConfig config = config(size);
    config.setUsername(server.user());
    config.setPassword(server.password());
    // a plan of its own for each call would read all months
    config.setConnectionInitSql("set plan_cache_mode = force_generic_plan");
    return new HikariDataSource(config);
  }

  /** A pool of the application's login; the caller closes it. */
  public HikariDataSource pool(int size) {
    HikariConfig config = config(size);
    config.setUsername(LOGIN);
    config.setPassword(LOGIN);
    return new HikariDataSource(config);
  }

  /** Connections of the superuser, without a pool. */
  public DataSource dataSource() {
    return server.dataSource(name);
  }

  /** Runs SQL as the superuser. */
  public void execute(String sql) throws SQLException {
    server.execute(name, sql);
  }

  private HikariConfig config(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    return config;
  }
}
