package io.lyss.schema;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The kinds of rows that a graduation copies, in this order. A function of the platform database
 * returns the rows of a kind in the form of a service's table.
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

  /** Its name in functions of the platform database. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String table() {
    return table;
  }

  /** The columns of the table's primary key without the tenant. */
  Set<String> key() {
    return key;
  }

  List<LyssDatabase> databases() {
    return databases;
  }

  /** Whether a pass copies in batches only what was written since the pass before. */
  boolean inBatches() {
    return compareTo(CONVERSATIONS) >= 0;
  }

  /** Whether rows never change. */
  boolean appendOnly() {
    return compareTo(MESSAGES) >= 0;
  }

  /** Whether rows may be deleted at the source, and then have to be deleted here. */
  boolean shrinks() {
    return this == MEMBERS || this == KNOWN_USERS || this == HOLDS;
  }

  /** Whether the table has a partition for each month. */
  boolean monthly() {
    return this == MESSAGES || this == USAGE;
  }

  /**
   * Columns that may differ here. A message gets another id if a message of another conversation
   * has the same id and time. Usage in the platform database loses its conversation if that is
   * deleted; in a service it keeps it.
   */
  Set<String> uncompared() {
    return switch (this) {
      case MESSAGES -> Set.of("id");
      case USAGE -> Set.of("conversation_id");
      default -> Set.of();
    };
  }
}
