package io.lyss.schema;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Configures a Flyway that is independent of the host's. */
final class FlywayFactory {

  private FlywayFactory() {}

  static Flyway create(LyssDatabase database, String schema, DataSource dataSource) {
    return Flyway.configure(LyssMigrator.class.getClassLoader())
        .dataSource(dataSource)
        .defaultSchema(schema)
        .schemas(schema)
        .createSchemas(true)
        .table(LyssMigrator.HISTORY_TABLE)
        .locations(database.locations().stream().map("classpath:"::concat).toArray(String[]::new))
        .placeholders(Map.of("schema", schema))
        .validateMigrationNaming(true)
        .failOnMissingLocations(true)
        .cleanDisabled(true)
        .outputQueryResults(false)
        // beforeMigrate.sql is run with the files, afterMigrate.sql in a transaction of its own.
        .skipDefaultCallbacks(true)
        // All pending files in one transaction: an upgrade happens whole or not at all.
        .group(true)
        .load();
  }
}
