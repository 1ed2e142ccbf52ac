package io.lyss.throwaway;

/** A running PostgreSQL, whoever runs it, and a login that may create databases and roles. */
interface Server extends AutoCloseable {

  String jdbcUrl(String database);

  String user();

  String password();

  /** Whether databases are still there once it is closed. */
  default boolean outlivesUs() {
    return false;
  }

  @Override
  void close();
}
