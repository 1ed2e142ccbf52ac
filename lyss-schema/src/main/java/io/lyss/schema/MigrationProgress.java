package io.lyss.schema;

/** Is told of the progress of a migration; an exception ends the migration. */
@FunctionalInterface
public interface MigrationProgress {

  /**
   * A file has run, in the migration's thread. It is committed with the whole migration: all files
   * of one migration are one transaction. Where a lock was not to be had in time, that transaction
   * is tried again, and the same files run again.
   */
  void applied(String file);

  /**
   * The migration waits for somebody else: for what, for whom, and since when. It may be told of in
   * another thread, and more than once.
   */
  default void waiting(String what) {}

  /**
   * Something about the database that its owner may want to know, or that was done beside files.
   */
  default void noticed(String what) {}
}
