package io.lyss.codegen;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.meta.postgres.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/**
 * The database that jOOQ generates from: an empty one, migrated with the files of this very build.
 * Which database of LYSS that is, the property {@code lyss.database} says.
 */
public final class MigratedDatabase extends PostgresDatabase {

  // Flyway logs each file, here through java.util.logging, and a build has other news. A field,
  // as a logger that nobody holds is forgotten with its level.
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private @Nullable ThrowawayPostgres postgres;
  private @Nullable ThrowawayDatabase throwaway;

  @Override
  protected DSLContext create0() {
    if (getConnection() == null) {
      LyssDatabase database = LyssDatabase.valueOf(getProperties().getProperty("lyss.database"));
      postgres = ThrowawayPostgres.start();
      throwaway = postgres.database();
      FLYWAY.setLevel(Level.WARNING);
      LyssMigrator.of(database, throwaway.dataSource()).migrate();
      try {
        // Without a connection of its own, jOOQ silently leaves views out.
        setConnection(throwaway.dataSource().getConnection());
      } catch (SQLException e) {
        throw new IllegalStateException("The migrated database cannot be reached", e);
      }
    }
    return DSL.using(getConnection(), SQLDialect.POSTGRES);
  }

  @Override
  public void close() {
    super.close();
    if (postgres != null) {
      if (throwaway != null) {
        // The server may be somebody's, who keeps it.
        throwaway.close();
      }
      postgres.close();
    }
  }
}
