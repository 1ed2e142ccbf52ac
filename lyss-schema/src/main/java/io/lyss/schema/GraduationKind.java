package io.lyss.schema;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  PRICES("model_prices", Set.of("id"), LyssDatabase.SHARED, LyssDatabase.PROVIDER),
  PRICE_LISTS(
      "model_price_lists",
      Set.of("provider_type", "model"),
      LyssDatabase.SHARED,
      LyssDatabase.PROVIDER),
  CONVERSATIONS("conversations", Set.of("id"), LyssDatabase.CHAT),
  MESSAGES("conversation_messages", Set.of("id", "created_at"), LyssDatabase.CHAT),
  USAGE("usage_records", Set.of("id", "recorded_at"), LyssDatabase.PROVIDER),
  ADJUSTMENTS("usage_adjustments", Set.of("usage_id", "number"), LyssDatabase.PROVIDER),
  AUDIT_USER("audit_logs", Set.of("id", "created_at"), LyssDatabase.USER),
  AUDIT_PROVIDER("audit_logs", Set.of("id", "created_at"), LyssDatabase.PROVIDER),
  AUDIT_CHAT("audit_logs", Set.of("id", "created_at"), LyssDatabase.CHAT),
  AUDIT_SHARED("audit_logs", Set.of("id", "created_at"), LyssDatabase.SHARED);

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
    return this == MEMBERS || this == KNOWN_USERS || this == HOLDS || this == PRICE_LISTS;
  }

  /**
   * Whether changed rows are deleted and added again: the times of two prices of a model never
   * overlap, and they might while one is changed before the other.
   */
  boolean isReplaced() {
    return this == PRICES;
  }

  /** Whether rows are entries of the audit log. */
  boolean audits() {
    return compareTo(AUDIT_USER) >= 0;
  }

  /** The function that stamps rows with the transaction that makes them; null for none. */
  @Nullable String stamp() {
    return audits() ? "audit_stamp" : this == USAGE || this == ADJUSTMENTS ? "usage_stamp" : null;
  }

  /** The column that has the stamp. */
  String stampColumn() {
    return audits() ? "seal_stamp" : "stamp";
  }

  /** Which of the tenant's rows were copied: a service makes entries of its own, too. */
  String copied() {
    return audits() ? "source = 'platform' and event_id is null" : "true";
  }

  /** Whether the table has a partition for each month. */
  boolean monthly() {
    return this == MESSAGES || this == USAGE || audits();
  }

  /**
   * Columns that may differ here. A message gets another id if a message of another conversation
   * has the same id and time. Usage in the platform database loses its conversation if that is
   * deleted; in a service it keeps it. So does an entry of the audit log that was copied before.
   */
  Set<String> uncompared() {
    return switch (this) {
      case MESSAGES -> Set.of("id");
      case USAGE -> Set.of("conversation_id");
      case AUDIT_USER, AUDIT_PROVIDER, AUDIT_CHAT, AUDIT_SHARED -> Set.of("resource_id");
      default -> Set.of();
    };
  }
}
