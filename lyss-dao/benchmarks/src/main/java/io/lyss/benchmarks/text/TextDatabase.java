package io.lyss.benchmarks.text;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * A database with volume. It is made where it is not there yet, and stays, as to fill it takes
 * minutes.
 */
final class TextDatabase {

  private static final String LOGIN = "lyss_figures";

  private final Server server;
  private final String name;

  /**
   * @param months over how many months the messages are spread: 37, or one
   * @param heavy how many conversations of twenty messages the user with the most of them has
   */
  TextDatabase(Server server, LyssDatabase kind, int months, int heavy, double scale)
      throws SQLException {
    this.server = server;
    this.name = "lyss_figures_" + kind.toString().toLowerCase(Locale.ROOT) + "_" + months;
    if (!server.has(name)) {
      server.execute("postgres", "create database " + name);
    }
    LyssMigrator.of(kind, dataSource()).migrate();
    if (!isFilled(kind)) {
      System.err.println("Filling " + name + "; this takes some minutes");
      fill(kind, months, heavy, scale);
    }
    server.execute(
        name,
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

  private boolean isFilled(LyssDatabase kind) throws SQLException {
    String table = kind == LyssDatabase.MEMORY ? "user_memories" : "conversations";
    return "t"
        .equals(
            server.read(
                name, "select exists (select from " + kind.defaultSchema() + "." + table + ")"));
  }

  private void fill(LyssDatabase kind, int months, int heavy, double scale) throws SQLException {
    server.execute(
        name,
        """
        set search_path = %s;
        set figures.months = %d;
        set figures.heavy = %d;
        set figures.scale = %s;
        """
                .formatted(kind.defaultSchema(), months, heavy, scale)
            + resource("sentences.sql")
            + resource(kind.toString().toLowerCase(Locale.ROOT) + ".sql")
            + resource("finish.sql"));
    server.execute(name, "vacuum analyze");
  }

  private static String resource(String file) {
    try (InputStream in = TextDatabase.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls in the scopes that they bind, as an application's. */
  Side application(Function<DataSource, Call> call) throws SQLException {
    return new Side(pool(1), call);
  }

  /** Calls that bind no scope, past row-level security. */
  Side owner(Function<DataSource, Call> call) throws SQLException {
    return new Side(ownersPool(1), call);
  }

  /** A pool of a login that is a superuser; the caller closes it. */
  HikariDataSource ownersPool(int size) {
    HikariConfig config = config(size);
    config.setUsername(server.user());
    config.setPassword(server.password());
    // a plan for each call would look at all months
    config.setConnectionInitSql("set plan_cache_mode = force_generic_plan");
    return new HikariDataSource(config);
  }

  /** A pool of the application's login; the caller closes it. */
  HikariDataSource pool(int size) {
    HikariConfig config = config(size);
    config.setUsername(LOGIN);
    config.setPassword(LOGIN);
    return new HikariDataSource(config);
  }

  DataSource dataSource() {
    return server.dataSource(name);
  }

  private HikariConfig config(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.url(name));
    config.setMaximumPoolSize(size);
    return config;
  }
}
