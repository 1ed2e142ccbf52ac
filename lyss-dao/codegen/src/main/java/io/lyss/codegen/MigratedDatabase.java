package io.lyss.codegen;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.SQLException;
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

  private @Nullable ThrowawayPostgres postgres;

  @Override
  protected DSLContext create0() {
    if (getConnection() == null) {
      LyssDatabase database = LyssDatabase.valueOf(getProperties().getProperty("lyss.database"));
      postgres = ThrowawayPostgres.start();
      ThrowawayDatabase throwaway = postgres.database();
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
      postgres.close();
    }
  }
}
