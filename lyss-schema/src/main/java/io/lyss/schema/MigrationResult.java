package io.lyss.schema;

import java.util.List;

/**
 * What one migration did.
 *
 * @param database which database was migrated
 * @param schema the PostgreSQL schema that holds it
 * @param applied the files that were applied, in order; empty if there was nothing to do
 */
public record MigrationResult(LyssDatabase database, String schema, List<String> applied) {

  public MigrationResult {
    applied = List.copyOf(applied);
  }
}
