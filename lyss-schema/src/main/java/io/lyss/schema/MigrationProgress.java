package io.lyss.schema;

/** Receives the progress of a migration. An exception from it ends the migration. */
@FunctionalInterface
public interface MigrationProgress {

  /**
   * A file has run, in the migration's thread. It is committed with the whole migration: all files
   * of one migration are one transaction. If a lock cannot be taken in time, that transaction is
   * repeated, and the same files run again.
   */
  void applied(String file);

  /**
   * The migration waits for somebody else: for what, for whom, and since when. This may be called
   * in another thread, and more than once.
   */
  default void waiting(String what) {}

  /** The owner of the database may want to know something, or something was done beside files. */
  default void noticed(String what) {}
}
