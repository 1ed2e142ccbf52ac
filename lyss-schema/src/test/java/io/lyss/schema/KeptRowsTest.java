package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs that delete, where a trigger of the host keeps the rows, such as one that only marks them as
 * deleted. PostgreSQL reports no error then, nor that rows stay of which the parent is deleted.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
class KeptRowsTest {

  /**
   * All is old, nobody is under legal hold, and nothing is kept; jobs of months have no part in it.
   */
  private static final String AFTER_YEARS =
      """
      create or replace function statement_time() returns timestamptz language sql
        return statement_timestamp() + interval '10 years';
      set session_replication_role = replica;
      delete from legal_holds;
      delete from jobs;
      insert into jobs (name, keep) select name, interval '1 day' from maintenance;
      update jobs set due_at = 'infinity'
      where name ~ '^(partitions|retention|statistics) of ' or name = 'seals of the audit log';
      set session_replication_role = origin;
      create schema host;
      create function host.keep() returns trigger language plpgsql as 'begin return null; end';
      """;

  /**
   * A table whose kept rows do no harm: hosts are told the same changes again, and the job deletes
   * the others.
   */
  private static final String HARMLESS = "access_changes";

  @Parameter private Restricted<?> subject;

  private OwnedDatabase database;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    database = subject.open();
    connection = database.superuser();
    change(AFTER_YEARS + rowsToDelete());
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  /** What jobs delete and the subject has none of. */
  private String rowsToDelete() {
    return switch (subject.database()) {
      case CHAT ->
          "update conversations set status = 'deleted', deleted_at = now() where status <> 'purged'";
      case MEMORY -> "update user_memories set status = 'deleted'";
      case PROVIDER ->
          "update quota_reservations set state = 'released', settled_amount = null, expires_at = '2020-01-01', created_at = '2019-12-31'";
      case USER ->
          "insert into erasures (tenant_id, user_id, reason) select id, id, 'a test' from tenants where slug = 'acme'";
      default -> "";
    };
  }

  private Map<String, Long> rows() throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    for (Object table :
        column(
            "select relname::text from pg_class where relnamespace = current_schema()::regnamespace"
                + " and relkind in ('r', 'p') and not relispartition and relname <> 'lyss_schema_history'")) {
      rows.put((String) table, (Long) column("select count(*) from " + table).get(0));
    }
    rows.remove(HARMLESS);
    return rows;
  }

  /** The errors of all jobs, which run in this transaction. */
  private List<Object> run() throws SQLException {
    List<Object> errors = new ArrayList<>();
    change("set local role lyss_system; set local app.system_reason = 'a test'");
    for (int runs = 1; ; runs++) {
      assertThat(runs).as("the jobs end").isLessThan(100);
      List<Object> error = column("select coalesce(error, '') from run_due_job()");
      if (error.isEmpty()) {
        break;
      }
      errors.addAll(error);
    }
    change("reset role");
    errors.removeIf(""::equals);
    return errors;
  }

  private void change(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<Object> column(String query) throws SQLException {
    List<Object> column = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        column.add(rows.getObject(1));
      }
    }
    return column;
  }

  @Test
  void noJobEndsAsIfTheyWereGone() throws SQLException {
    connection.setAutoCommit(false);
    Savepoint before = connection.setSavepoint();
    int tried = 0;
    for (Object job : column("select name from jobs where due_at is null")) {
      change("update jobs set due_at = 'infinity' where name <> '%s'".formatted(job));
      Savepoint alone = connection.setSavepoint();
      Map<String, Long> deleted = rows();
      assertThat(run()).isEmpty();
      rows().forEach((table, rows) -> deleted.merge(table, rows, (some, left) -> some - left));
      deleted.values().removeIf(rows -> rows <= 0);
      for (String table : deleted.keySet()) {
        connection.rollback(alone);
        change(
            "create trigger keep before delete on %s for each row execute function host.keep()"
                .formatted(table));
        assertThat(run())
            .as("%s of %s", job, table)
            .anySatisfy(
                error ->
                    assertThat((String) error)
                        .contains("rows of %s stay that are to be ".formatted(table))
                        .contains("keep of %s.%s".formatted(subject.schema(), table)));
        tried++;
      }
      connection.rollback(before);
    }
    assertThat(tried).isPositive();
  }
}
