package io.lyss.schema;

import java.util.List;
import java.util.Optional;

/**
 * What one migration did.
 *
 * @param database which database was migrated
 * @param schema the PostgreSQL schema that holds it
 * @param applied the files that were applied, in order; empty if there was nothing to do
 * @param later the file of a later version of LYSS that has migrated the schema: then nothing was
 *     done
 */
public record MigrationResult(
    LyssDatabase database, String schema, List<String> applied, Optional<String> later) {

  public MigrationResult {
    applied = List.copyOf(applied);
  }
}
