package io.lyss.schema;

/** Hears how a migration goes on. Called in the thread that migrates; what it throws ends that. */
@FunctionalInterface
public interface MigrationProgress {

  /**
   * A file has run. It holds once the whole migration has: all files of one migration are one
   * transaction.
   */
  void applied(String file);
}
