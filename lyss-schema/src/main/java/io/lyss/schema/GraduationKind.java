package io.lyss.schema;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a graduation copies, in the order in which it is copied: a function of the platform database
 * gives the rows of a kind as a table of a service has them.
 */
enum GraduationKind {
  USERS("users", Set.of("id"), LyssDatabase.USER),
  GROUPS("user_groups", Set.of("id"), LyssDatabase.USER),
  MEMBERS("user_group_members", Set.of("id"), LyssDatabase.USER),
  KNOWN_USERS("known_users", Set.of("user_id"), LyssDatabase.PROVIDER),
  HOLDS(
      "legal_holds",
      Set.of("subject_id"),
      LyssDatabase.USER,
      LyssDatabase.PROVIDER,
      LyssDatabase.CHAT,
      LyssDatabase.MEMORY,
      LyssDatabase.SHARED),
  CHANNELS("provider_channels", Set.of("id"), LyssDatabase.PROVIDER),
  CONVERSATIONS("conversations", Set.of("id"), LyssDatabase.CHAT),
  MESSAGES("conversation_messages", Set.of("id", "created_at"), LyssDatabase.CHAT),
  USAGE("usage_records", Set.of("id", "recorded_at"), LyssDatabase.PROVIDER),
  ADJUSTMENTS("usage_adjustments", Set.of("usage_id", "number"), LyssDatabase.PROVIDER);

  private final String table;
  private final Set<String> key;
  private final List<LyssDatabase> databases;

  GraduationKind(String table, Set<String> key, LyssDatabase... databases) {
    this.table = table;
    this.key = key;
    this.databases = List.of(databases);
  }

  static GraduationKind named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** As functions of the platform database call it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String table() {
    return table;
  }

  /** The columns of the table's primary key but for the tenant. */
  Set<String> key() {
    return key;
  }

  List<LyssDatabase> databases() {
    return databases;
  }

  /** Whether rows come in batches, and only those that were written since the pass before. */
  boolean inBatches() {
    return compareTo(CONVERSATIONS) >= 0;
  }

  /** Whether rows never change, once they are there. */
  boolean appendOnly() {
    return compareTo(MESSAGES) >= 0;
  }

  /** Whether rows go away, so that what is not there any more is deleted. */
  boolean shrinks() {
    return this == MEMBERS || this == KNOWN_USERS || this == HOLDS;
  }

  /** Whether rows need the partitions of their months. */
  boolean monthly() {
    return this == MESSAGES || this == USAGE;
  }

  /**
   * Columns that may be others here. A message whose id another conversation has at the same
   * instant is given another; usage forgets a conversation that was deleted, and a service does
   * not.
   */
  Set<String> uncompared() {
    return switch (this) {
      case MESSAGES -> Set.of("id");
      case USAGE -> Set.of("conversation_id");
      default -> Set.of();
    };
  }
}
