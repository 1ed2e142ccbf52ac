package io.lyss.schema;

/** Is told of the progress of a migration, in its thread; an exception ends the migration. */
@FunctionalInterface
public interface MigrationProgress {

  /**
   * A file has run. It is committed with the whole migration: all files of one migration are one
   * transaction.
   */
  void applied(String file);
}
