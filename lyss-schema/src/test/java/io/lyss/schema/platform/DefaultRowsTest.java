package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.Whole;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Months were missed: their rows are moved to partitions of their own, while others write more. */
@Whole("misses writes in the midst of a move; PartitionLocksTest asks whom a move holds up")
class DefaultRowsTest extends FreshOrganisationTest {

  private static final String OLD =
      """
      insert into messages (conversation_id, user_id, sequence, idempotency_key, role, content, created_at)
      select 1, 2, %1$d + n, gen_random_uuid(), 'user', repeat('old ', 250),
        '2020-01-20 00:00:00+00'::timestamptz + n * interval '1 hour'
      from generate_series(1, 900) as n;
      insert into usage_statistics (user_id, provider_id, conversation_id, recorded_at)
      select 2, 1, 1, '2020-01-20 00:00:00+00'::timestamptz + n * interval '1 hour'
      from generate_series(1, 900) as n;
      insert into audit_logs (action, resource_type, created_at)
      select 'a', 'r', '2020-01-20 00:00:00+00'::timestamptz + n * interval '1 hour'
      from generate_series(1, 900) as n
      """;

  private static final List<String> TABLES = List.of("messages", "usage_statistics", "audit_logs");

  /** So a DBA begins to add an index to a table that is large, a partition after the other. */
  @Test
  void anIndexThatIsNotOnAllPartitionsYetIsNotInTheWay() throws SQLException {
    superuser.change("create index half on only audit_logs (resource_type)");
    superuser.change(
        "insert into audit_logs (action, resource_type, created_at) values ('a', 'r', '2020-01-20')");

    while (system.value("select move_default_rows('audit_logs')").equals(true)) {
      // goes on
    }

    assertThat(health("audit_logs")).isEqualTo(0L);
  }

  @Test
  void allRowsAreMovedToTheirMonthsWhateverIsWrittenMeanwhile() throws SQLException {
    superuser.change(
        "insert into conversations (id, user_id, provider_id, title)"
            + " overriding system value values (900, 2, 1, 'goes')");
    superuser.change(OLD.formatted(1000));
    superuser.change(
        "insert into usage_statistics (user_id, provider_id, conversation_id, recorded_at)"
            + " select 2, 1, 900, '2020-02-02' from generate_series(1, 100)");
    LyssMigrator migrator = LyssMigrator.of(LyssDatabase.PLATFORM, platform.ownerDataSource());
    for (String table : TABLES) {
      List<List<Object>> before = rows(table);
      assertThat(health(table)).isEqualTo((long) before.size() - early(table));
      int steps = 0;
      while (system.value("select move_default_rows(?::regclass)", table).equals(true)) {
        if (++steps == 1) {
          // to a month that is being filled, and to one that is not known yet
          superuser.change(OLD.formatted(9000).replace("2020-01-20", "2020-03-20"));
          // what it was about goes: its messages with it, its usage without
          superuser.change("delete from conversations where id = 900");
          // and a host starts, which makes the partitions of tables that nobody moves rows of
          if (table.equals(TABLES.get(TABLES.size() - 1))) {
            assertThat(system.column("select create_monthly_partitions(14)::text")).isNotEmpty();
          }
        }
        // nobody misses a row at any time, and the schema is what it should be
        migrator.validate();
        assertThat(rows(table)).containsAll(before.subList(0, 10));
      }
      List<List<Object>> after = rows(table);
      assertThat(steps).isGreaterThan(1);
      migrator.validate();
      assertThat(health(table)).isEqualTo(0L);
      assertThat(after)
          .hasSize(
              Integer.parseInt(String.valueOf(superuser.value("select count(*) from " + table))));
      assertThat(
              superuser.value(
                  "select count(*) from %s where tableoid = ('%1$s' || to_char(%s at time zone 'UTC',"
                          .formatted(table, time(table))
                      + " '_YYYY_MM'))::regclass"))
          .isEqualTo((long) after.size());
    }
  }

  private static String time(String table) {
    return table.equals("usage_statistics") ? "recorded_at" : "created_at";
  }

  private List<List<Object>> rows(String table) throws SQLException {
    return superuser.rows("select id, %s from %s order by id".formatted(time(table), table));
  }

  private long early(String table) throws SQLException {
    return (long)
        superuser.value(
            "select count(*) from %s where %s >= '2025-01-01'".formatted(table, time(table)));
  }

  private Object health(String table) throws SQLException {
    return system.value("select default_rows from table_health where table_name = ?", table);
  }
}
