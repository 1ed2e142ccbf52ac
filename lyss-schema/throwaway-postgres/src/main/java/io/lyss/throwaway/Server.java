package io.lyss.throwaway;

/** A running PostgreSQL, whoever runs it, and a login that may create databases and roles. */
interface Server extends AutoCloseable {

  String jdbcUrl(String database);

  String user();

  String password();

  /** Whether one database can be made as a copy of another. */
  default boolean copies() {
    return true;
  }

  /**
   * Makes a database.
   *
   * @param options what follows its name
   */
  default void create(String database, String options) {
    execute("create database " + database + options);
  }

  /** Drops a database, with whoever is still connected. */
  default void drop(String database) {
    execute("drop database if exists " + database + " with (force)");
  }

  /** Runs a statement that makes or drops a database. */
  default void execute(String sql) {
    new ThrowawayDatabase(this, "postgres").execute(sql);
  }

  /** Whether databases are still there once it is closed. */
  default boolean outlivesUs() {
    return false;
  }

  @Override
  void close();
}
