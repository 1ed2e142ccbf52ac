package io.lyss.examples.operations;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssHealth;
import io.lyss.schema.LyssMaintenance;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A database of one organisation, with its owner and the login of the application. */
final class Installation implements AutoCloseable {

  static final LyssDatabase KIND = LyssDatabase.PLATFORM;

  // The server is thrown away, so the passwords are no secrets.
  private static final String OWNER = "lyss_day_owner";
  private static final String APP = "lyss_day_app";

  private final ThrowawayDatabase database;

  /** Does what a DBA does before the first migration, as in the files of {@code bootstrap}. */
  Installation(ThrowawayPostgres postgres) {
    this.database = postgres.database();
    database.execute(
        """
        do $$
        declare
          v_role text;
        begin
          foreach v_role in array '{authenticated_users,lyss_system,lyss_definer}'::text[] loop
            if to_regrole(v_role) is null then
              execute format('create role %%I nologin', v_role);
            end if;
          end loop;
          foreach v_role in array '{%1$s,%2$s}'::text[] loop
            if to_regrole(v_role) is null then
              execute format('create role %%1$I login password %%1$L', v_role);
            end if;
          end loop;
        end $$;
        grant authenticated_users, lyss_system, lyss_definer to %1$s with inherit false, set true;
        grant authenticated_users, lyss_system to %2$s with inherit false, set true;
        revoke connect on database %3$s from public;
        grant connect, create on database %3$s to %1$s;
        grant connect on database %3$s to %2$s;
        """
            .formatted(OWNER, APP, database.name()));
  }

  ThrowawayDatabase database() {
    return database;
  }

  /** Migrates as the owner of the schema, who is no superuser. */
  LyssMigrator migrator() {
    return LyssMigrator.of(KIND, database.dataSource(OWNER, OWNER));
  }

  /** The owner runs some SQL, as psql would. */
  void run(String script) {
    try (Connection connection = database.dataSource(OWNER, OWNER).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + e.getMessage(), e);
    }
  }

  LyssMaintenance maintenance() {
    return LyssMaintenance.of(KIND, application());
  }

  LyssHealth health() {
    return LyssHealth.of(KIND, application());
  }

  /** A login that owns nothing and has no rights until a scope is bound. */
  DataSource application() {
    return database.dataSource(APP, APP);
  }

  /** The one value of a query. */
  String ask(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + sql, e);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
