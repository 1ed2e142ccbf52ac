package io.lyss.schema;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Configures a Flyway that has nothing to do with the host's. */
final class FlywayFactory {

  private FlywayFactory() {}

  static Flyway create(
      LyssDatabase database, String schema, DataSource dataSource, MigrationProgress progress) {
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
        // afterMigrate.sql has a transaction of its own.
        .skipDefaultCallbacks(true)
        // All pending files in one transaction: an upgrade happens whole or not at all.
        .group(true)
        .callbacks(new ProgressCallback(progress))
        .load();
  }

  private record ProgressCallback(MigrationProgress progress) implements Callback {

    @Override
    public boolean supports(Event event, Context context) {
      return event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
      return true;
    }

    @Override
    public void handle(Event event, Context context) {
      progress.applied(context.getMigrationInfo().getScript());
    }

    @Override
    public String getCallbackName() {
      return "lyss progress";
    }
  }
}
