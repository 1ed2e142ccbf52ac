package io.lyss.schema.isolation;

/**
 * One statement that an attacker tries.
 *
 * @param object the table or function, such as {@code lyss_chat.conversations}
 * @param what what the statement does, in words without any value of a row
 * @param sql the statement
 * @param kind how it is run
 * @param data the data of a copy; empty for all others
 */
record Probe(String object, String what, String sql, Kind kind, String data) {

  /** How a probe is run, and whether it may change rows. */
  enum Kind {
    READ,
    WRITE,
    COPY_OUT,
    COPY_IN
  }

  static Probe read(String object, String what, String sql) {
    return new Probe(object, what, sql, Kind.READ, "");
  }

  static Probe write(String object, String what, String sql) {
    return new Probe(object, what, sql, Kind.WRITE, "");
  }
}
