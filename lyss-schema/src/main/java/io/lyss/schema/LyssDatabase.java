package io.lyss.schema;

/**
 * A database of LYSS: one PostgreSQL schema, migrated on its own, with its own history. Several may
 * live side by side in one PostgreSQL database; no SQL crosses from one to another.
 */
public enum LyssDatabase {

  /**
   * Users, providers and their distribution, conversations, usage and audit of one organisation.
   */
  PLATFORM("lyss_platform", "platform");

  private final String defaultSchema;
  private final String folder;

  LyssDatabase(String defaultSchema, String folder) {
    this.defaultSchema = defaultSchema;
    this.folder = folder;
  }

  /** The PostgreSQL schema that it fills unless a host names another. */
  public String defaultSchema() {
    return defaultSchema;
  }

  /** Where its SQL files lie on the class path, without a leading or trailing slash. */
  public String location() {
    return "io/lyss/schema/" + folder;
  }
}
