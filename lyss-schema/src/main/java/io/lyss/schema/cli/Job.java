package io.lyss.schema.cli;

import io.lyss.schema.ErasureJournal;
import io.lyss.schema.LyssBackup;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssDoctor;
import io.lyss.schema.LyssHealth;
import io.lyss.schema.LyssMaintenance;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.LyssTenants;
import io.lyss.schema.isolation.LyssIsolation;
import org.jspecify.annotations.Nullable;

/**
 * One database that a command is to handle.
 *
 * @param name the name of the database on the command line
 * @param database what it is
 * @param schema the PostgreSQL schema that holds it, or will hold it
 * @param migrator migrates it
 * @param doctor finds what is wrong with it
 * @param backup counts what a backup of it contains
 * @param erasures keeps the journal of who was erased from it
 * @param tenants moves its tenants; null where it has none
 * @param isolation attacks it
 * @param health shows its health
 * @param maintenance runs its jobs
 */
record Job(
    String name,
    LyssDatabase database,
    String schema,
    LyssMigrator migrator,
    LyssDoctor doctor,
    LyssBackup backup,
    LyssHealth health,
    LyssMaintenance maintenance,
    ErasureJournal erasures,
    @Nullable LyssTenants tenants,
    LyssIsolation isolation) {

  /** The message of all commands about a schema that is newer than this LYSS. */
  static String later(String schema, String file) {
    return "schema " + schema + " was " + LyssMigrator.goneAhead(file);
  }
}
