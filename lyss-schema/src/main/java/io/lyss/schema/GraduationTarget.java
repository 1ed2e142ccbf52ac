package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * A service database that an organisation graduates into, on one connection.
 *
 * <p>Rows are copied into a temporary table, and from there into their own. So rows that are there
 * already are compared and not refused, and a batch can be repeated. Triggers and foreign keys are
 * switched off, as in an import, because the rows refer to each other as they do in the platform
 * database.
 */
final class GraduationTarget {

  private static final String REASON = "graduation of the organisation";

  private final Connection connection;
  private final LyssDatabase database;
  private final UUID tenant;
  private final TenantTransaction transaction;

  GraduationTarget(Connection connection, LyssDatabase database, String schema, UUID tenant) {
    this.connection = connection;
    this.database = database;
    this.tenant = tenant;
    this.transaction = new TenantTransaction(connection, schema, tenant);
  }

  LyssDatabase database() {
    return database;
  }

  String named(GraduationKind kind) {
    return transaction.named(kind.table());
  }

  void begin() throws SQLException {
    transaction.begin("read committed");
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollback() throws SQLException {
    connection.rollback();
  }

  /** The tables that have rows of the tenant already. */
  List<String> tablesWithRows() throws SQLException {
    begin();
    List<String> tables = new ArrayList<>();
    for (TenantTransaction.Table table : transaction.tables()) {
      if (!transaction.column("select 1 where exists (" + table.query() + ")").isEmpty()) {
        tables.add(table.name());
      }
    }
    rollback();
    return tables;
  }

  /** Names of kinds of providers, and their ids. */
  Map<String, Long> providerTypes() throws SQLException {
    begin();
    Map<String, Long> types = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select name, id from " + transaction.named("provider_types"))) {
      while (row.next()) {
        types.put(row.getString(1), row.getLong(2));
      }
    }
    rollback();
    return types;
  }

  /** The names of the kinds of providers that the tenant's channels have, by channel. */
  Map<UUID, String> channelTypes() throws SQLException {
    begin();
    Map<UUID, String> types = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select c.id, t.name from %s as c join %s as t on t.id = c.type where c.tenant_id = '%s'"
                    .formatted(
                        named(GraduationKind.CHANNELS),
                        transaction.named("provider_types"),
                        tenant))) {
      while (row.next()) {
        types.put(row.getObject(1, UUID.class), row.getString(2));
      }
    }
    rollback();
    return types;
  }

  /**
   * In the user database: creates the tenant, closed, unless it exists. Returns the state that the
   * other services have to accept.
   */
  String createTenant(GraduatingTenant wanted) throws SQLException {
    begin();
    transaction.asSystem(REASON);
    if (transaction.ofTenant("select ${schema}.tenant_status($1)").contains(null)) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select %s(?, ?, ?, ?, ?, ?)".formatted(transaction.named("create_tenant")))) {
        statement.setObject(1, wanted.id());
        statement.setString(2, wanted.name());
        statement.setString(3, wanted.slug());
        statement.setString(4, wanted.planType());
        statement.setInt(5, wanted.maxUsers());
        statement.setInt(6, wanted.maxApiCalls());
        statement.execute();
      }
      transaction.ofTenant("select ${schema}.set_tenant_status($1, 'suspended')");
    }
    String state = tenantState();
    commit();
    return state;
  }

  /** In the user database: opens the tenant. */
  String openTenant() throws SQLException {
    begin();
    transaction.asSystem(REASON);
    transaction.ofTenant("select ${schema}.set_tenant_status($1, 'active')");
    String state = tenantState();
    commit();
    return state;
  }

  private String tenantState() throws SQLException {
    return transaction
        .ofTenant(
            """
            select jsonb_build_object('status', status, 'changed_at', changed_at)::text
            from ${schema}.tenants where id = $1
            """)
        .get(0);
  }

  /** In the other services: accepts what the user database reports of the tenant. */
  void acceptTenant(String state) throws SQLException {
    begin();
    transaction.asSystem(REASON);
    transaction.ofTenant("select ${schema}.accept_tenant($1, '" + state + "')");
    commit();
  }

  void recordMove() throws SQLException {
    begin();
    transaction.asSystem(REASON);
    transaction.ofTenant("select ${schema}.record_move($1, 'import_tenant')");
    commit();
  }

  void makePartitions(GraduationKind kind, List<String> months) throws SQLException {
    transaction.makePartitions(kind.table(), months, REASON);
  }

  /** Copies rows in one transaction, which stays open; returns how many there were. */
  long take(GraduationKind kind, List<String> columns, CopyOut rows) throws SQLException {
    beginTaking(kind, columns);
    long taken = fill(columns, rows);
    merge(kind, columns);
    return taken;
  }

  /**
   * The same for channels, with the host's decisions: two ciphertexts of one key differ, so they
   * cannot be compared.
   */
  long takeChannels(
      List<String> columns,
      CopyOut rows,
      Map<UUID, GraduatedChannel> decided,
      Map<String, Long> types)
      throws SQLException {
    Set<String> all = new LinkedHashSet<>(columns);
    all.addAll(List.of("type", "key", "models", "model_mapping"));
    GraduationKind kind = GraduationKind.CHANNELS;
    beginTaking(kind, List.copyOf(all));
    long taken = fill(columns, rows);
    // a channel that has not changed keeps its ciphertext, because a new one would be a change
    transaction.execute(
        """
        delete from pg_temp.incoming as i using %s as t
        where t.tenant_id = i.tenant_id and t.id = i.id and t.updated_at = i.updated_at
        """
            .formatted(named(kind)));
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            update pg_temp.incoming
            set type = ?, key = ?, models = to_jsonb(?::text[]), model_mapping = ?::jsonb
            where id = ?
            """)) {
      for (String id : transaction.column("select id::text from pg_temp.incoming")) {
        GraduatedChannel channel = decided.get(UUID.fromString(id));
        statement.setLong(1, types.get(channel.type()));
        statement.setString(2, channel.key());
        statement.setArray(3, connection.createArrayOf("text", channel.models().toArray()));
        statement.setString(4, json(channel.modelMapping()));
        statement.setObject(5, UUID.fromString(id));
        statement.execute();
      }
    }
    merge(kind, List.copyOf(all));
    return taken;
  }

  /**
   * Copies row by row. The copy is ended in any case: otherwise its connection could be used for
   * nothing else.
   */
  private long fill(List<String> columns, CopyOut rows) throws SQLException {
    CopyIn in =
        transaction
            .copying()
            .copyIn(
                "copy pg_temp.incoming (%s) from stdin with (format text, encoding 'UTF8')"
                    .formatted(list(columns)));
    try {
      byte[] row = rows.readFromCopy();
      while (row != null) {
        in.writeToCopy(row, 0, row.length);
        row = rows.readFromCopy();
      }
      return in.endCopy();
    } finally {
      if (in.isActive()) {
        in.cancelCopy();
      }
    }
  }

  private String json(Map<String, String> texts) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select jsonb_object(?::text[], ?::text[])::text")) {
      List<Map.Entry<String, String>> entries = List.copyOf(texts.entrySet());
      statement.setArray(
          1, connection.createArrayOf("text", entries.stream().map(Map.Entry::getKey).toArray()));
      statement.setArray(
          2, connection.createArrayOf("text", entries.stream().map(Map.Entry::getValue).toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private void beginTaking(GraduationKind kind, List<String> columns) throws SQLException {
    begin();
    transaction.asReplica();
    transaction.execute(
        "create temporary table incoming on commit drop as select %s from %s with no data"
            .formatted(list(columns), named(kind)));
  }

  private void merge(GraduationKind kind, List<String> given) throws SQLException {
    List<String> columns = stamped(kind, given);
    if (kind.isReplaced()) {
      transaction.execute(
          "delete from %s as t where t.tenant_id = '%s' and not exists (select from pg_temp.incoming as i where (%s) is not distinct from (%s))"
              .formatted(named(kind), tenant, columnsOf("i", columns), columnsOf("t", columns)));
    }
    String key = "tenant_id, " + String.join(", ", kind.key());
    if (kind.shrinks()) {
      transaction.execute(
          """
          delete from %s as t where t.tenant_id = '%s'
            and not exists (select from pg_temp.incoming as i where %s)
          """
              .formatted(
                  named(kind),
                  tenant,
                  kind.key().stream()
                      .map(column -> "i.%1$s = t.%1$s".formatted(column))
                      .collect(Collectors.joining(" and "))));
    }
    String added =
        "insert into %s as t (%s) select %s from pg_temp.incoming as i"
            .formatted(named(kind), list(columns), list(columns));
    if (kind.appendOnly()) {
      transaction.execute(added + " on conflict (" + key + ") do nothing");
    } else {
      transaction.execute(
          "%s on conflict (%s) do update set %s where (%s) is distinct from (%s)"
              .formatted(
                  added,
                  key,
                  columns.stream()
                      .map(column -> "%1$s = excluded.%1$s".formatted(column))
                      .collect(Collectors.joining(", ")),
                  columnsOf("t", columns),
                  columnsOf("excluded", columns)));
    }
    if (kind == GraduationKind.MESSAGES) {
      addTwins(columns);
    }
  }

  private static String columnsOf(String row, List<String> columns) {
    return columns.stream().map(column -> row + "." + column).collect(Collectors.joining(", "));
  }

  /**
   * Stamps rows as system work would: the login itself has no right to, so the column's default
   * would fail.
   */
  private List<String> stamped(GraduationKind kind, List<String> columns) throws SQLException {
    if (kind.stamp() == null) {
      return columns;
    }
    transaction.asSystem(REASON);
    String stamp = transaction.column("select " + transaction.named(kind.stamp()) + "()").get(0);
    transaction.asLogin();
    transaction.execute(
        "alter table pg_temp.incoming add column %s bigint default %s"
            .formatted(kind.stampColumn(), stamp));
    List<String> all = new ArrayList<>(columns);
    all.add(kind.stampColumn());
    return all;
  }

  /**
   * Two conversations may have a message of the same key and time, for instance if both were
   * imported from one file. Here id and time identify a message, so the second one gets another id.
   */
  private void addTwins(List<String> columns) throws SQLException {
    // without statistics of the temporary table, the planner would read all messages
    transaction.execute(
        "set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off");
    transaction.execute(
        """
        insert into %1$s (%2$s)
        select %3$s from pg_temp.incoming as i
        where not exists (
          select from %1$s as m
          where m.tenant_id = i.tenant_id and m.conversation_id = i.conversation_id
            and m.sequence = i.sequence and m.created_at = i.created_at
        )
        """
            .formatted(
                named(GraduationKind.MESSAGES),
                list(columns),
                columns.stream()
                    .map(column -> column.equals("id") ? OTHER_ID : "i." + column)
                    .collect(Collectors.joining(", "))));
  }

  /** Keeps the first half of the id, which has its time, and replaces the second. */
  private static final String OTHER_ID =
      """
      (left(i.id::text, 19) || '8' || substr(md5(i.conversation_id::text || i.id::text), 1, 3) || '-'
        || substr(md5(i.conversation_id::text || i.id::text), 4, 12))::uuid
      """;

  /** Deletes conversations that were deleted at the source. */
  void deleteConversations(List<String> ids) throws SQLException {
    begin();
    transaction.asReplica();
    for (String table : List.of("conversation_messages", "conversations")) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "delete from %s where tenant_id = ? and %s = any (?)"
                  .formatted(
                      transaction.named(table),
                      table.equals("conversations") ? "id" : "conversation_id"))) {
        statement.setObject(1, tenant);
        statement.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
        statement.execute();
      }
    }
    commit();
  }

  /** The number of the tenant's rows of a kind, and their hash unless they are only counted. */
  GraduationCheck check(GraduationKind kind, List<String> columns, boolean whole)
      throws SQLException {
    begin();
    String rows = "%s where tenant_id = '%s' and %s".formatted(named(kind), tenant, kind.copied());
    GraduationCheck check =
        whole
            ? GraduationCheck.of(connection, rows, columns)
            : GraduationCheck.counted(connection, rows);
    rollback();
    return check;
  }

  static String list(List<String> columns) {
    return String.join(", ", columns);
  }
}
