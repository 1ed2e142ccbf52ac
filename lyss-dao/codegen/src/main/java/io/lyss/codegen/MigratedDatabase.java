package io.lyss.codegen;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.meta.jaxb.CatalogMappingType;
import org.jooq.meta.jaxb.SchemaMappingType;
import org.jooq.meta.postgres.PostgresDatabase;
import org.jspecify.annotations.Nullable;

/**
 * What jOOQ generates from: one empty PostgreSQL database, into which every database of LYSS is
 * migrated with the files of this very build.
 *
 * <p>It knows no schema before it is asked for one, so that a build that has nothing to generate
 * starts no server.
 */
public final class MigratedDatabase extends PostgresDatabase {

  /** The schema in which is looked for what the service databases have in common. */
  static final String SESSION = "lyss_session";

  private static final LyssDatabase ANY_SERVICE = LyssDatabase.USER;

  // Flyway logs each file, here through java.util.logging, which a build need not show. This is a
  // field because a logger without references is collected, and its level is lost.
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private @Nullable ThrowawayPostgres postgres;
  private @Nullable ThrowawayDatabase throwaway;

  /** Starts the server and migrates. */
  void migrate() {
    FLYWAY.setLevel(Level.WARNING);
    postgres = ThrowawayPostgres.start();
    throwaway = postgres.database();
    for (LyssDatabase database : LyssDatabase.values()) {
      LyssMigrator.of(database, throwaway.dataSource()).migrate();
    }
    LyssMigrator.of(ANY_SERVICE, throwaway.dataSource()).schema(SESSION).migrate();
    try {
      // Without a connection of its own, jOOQ silently leaves views out.
      Connection connection = throwaway.dataSource().getConnection();
      setConnection(connection);
      addFilter(LeftOut.of(connection));
    } catch (SQLException e) {
      throw new IllegalStateException("The migrated database cannot be reached", e);
    }
    setConfiguredCatalogs(
        List.of(
            new CatalogMappingType()
                .withInputCatalog("")
                .withOutputCatalog("")
                .withSchemata(schemata())));
  }

  /** The number of the last versioned file of each schema. */
  Map<String, Integer> versions() {
    Map<String, Integer> versions = new HashMap<>();
    try (Statement statement = getConnection().createStatement()) {
      for (LyssDatabase database : LyssDatabase.values()) {
        try (ResultSet row =
            statement.executeQuery(
                "select max(version::integer) from %s.%s"
                    .formatted(database.defaultSchema(), LyssMigrator.HISTORY_TABLE))) {
          row.next();
          versions.put(database.defaultSchema(), row.getInt(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The history cannot be read", e);
    }
    return versions;
  }

  private static List<SchemaMappingType> schemata() {
    return Stream.concat(
            Stream.of(LyssDatabase.values()).map(each -> schema(each.defaultSchema(), each)),
            Stream.of(schema(SESSION, ANY_SERVICE)))
        .toList();
  }

  private static SchemaMappingType schema(String name, LyssDatabase database) {
    return new SchemaMappingType().withInputSchema(name).withOutputSchema(database.defaultSchema());
  }

  @Override
  protected DSLContext create0() {
    return DSL.using(getConnection(), SQLDialect.POSTGRES);
  }

  @Override
  public void close() {
    super.close();
    if (postgres != null) {
      if (throwaway != null) {
        // The server may outlive the build.
        throwaway.close();
      }
      postgres.close();
    }
  }
}
