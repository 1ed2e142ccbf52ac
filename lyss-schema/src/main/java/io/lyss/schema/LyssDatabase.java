package io.lyss.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A database of LYSS: one PostgreSQL schema, migrated on its own, with its own history. Several may
 * live side by side in one PostgreSQL database; no SQL crosses from one to another.
 */
public enum LyssDatabase {

  /**
   * Users, providers and their distribution, conversations, usage and audit of one organisation.
   */
  PLATFORM("lyss_platform", "common", "search", "costs", "conversation", "usage", "platform"),

  /** Of many tenants: the tenants, their users, and groups of users. */
  USER("lyss_user", "common", "service", "user"),

  /** Of many tenants: the channels to their LLM providers, access tokens, quota and usage. */
  PROVIDER(
      "lyss_provider",
      "common",
      "service",
      "tenant",
      "answers",
      "costs",
      "prices",
      "usage",
      "provider"),

  /** Of many tenants: conversations, their messages and summaries. */
  CHAT("lyss_chat", "common", "service", "tenant", "search", "conversation", "retention", "chat"),

  /** Of many tenants: memories of their users, and the associations between memories. */
  MEMORY("lyss_memory", "common", "service", "tenant", "search", "retention", "memory"),

  /** Of many tenants: roles and permissions, settings, model prices, the services' audit log. */
  SHARED("lyss_shared", "common", "service", "tenant", "answers", "costs", "prices", "shared");

  private final String defaultSchema;
  private final List<String> locations;

  LyssDatabase(String defaultSchema, String... folders) {
    this.defaultSchema = defaultSchema;
    this.locations = Arrays.stream(folders).map(folder -> "io/lyss/schema/" + folder).toList();
  }

  /** The PostgreSQL schema of the database, unless a host names another. */
  public String defaultSchema() {
    return defaultSchema;
  }

  /**
   * The folders of its SQL files on the class path, without a leading or trailing slash: first
   * those that it shares with other databases, last its own. The versions of their files do not
   * clash.
   */
  public List<String> locations() {
    return locations;
  }

  /**
   * The number of its last versioned file in this version of LYSS. A schema was migrated by a later
   * version if its comment on {@code lyss_schema_history} has a higher number, and by an earlier
   * one if it has a lower number.
   *
   * @throws IllegalStateException if the folders of the class path cannot be listed
   */
  public int version() {
    return ShippedFiles.of(this, defaultSchema).stream()
        .flatMap(List::stream)
        .map(ShippedFile::version)
        .filter(Objects::nonNull)
        .mapToInt(Integer::parseInt)
        .max()
        .orElseThrow(() -> new IllegalStateException("The files of " + this + " are not listed"));
  }

  /** The extensions of PostgreSQL that it needs. */
  public List<String> extensions() {
    return SchemaCatalog.extensions(this);
  }
}
