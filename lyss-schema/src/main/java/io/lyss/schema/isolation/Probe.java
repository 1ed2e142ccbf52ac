package io.lyss.schema.isolation;

/**
 * One statement that an attacker tries.
 *
 * @param object what it is about, such as {@code lyss_chat.conversations}
 * @param what what it does, in words without any value of a row
 * @param sql the statement
 * @param kind how it is run
 * @param data what is copied in; empty for the others
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
