package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bounds of partitions decide for how long there are partitions, and which have expired. */
@OneIn(3)
class PartitionBoundsTest {

  /** The days up to a time of UTC, to be compared in the statement that asks for days_left. */
  private static final String DAYS_LEFT =
      "select days_left = floor(extract(epoch from (%s) at time zone 'UTC' - statement_timestamp()) / 86400)"
          + " from table_health where table_name = 'audit_logs'";

  private static final String MONTH =
      "date_trunc('month', statement_timestamp() at time zone 'UTC')";

  @ParameterizedTest
  @EnumSource
  void aMonthFarAheadHidesNoneThatIsMissing(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.with(kind, "")) {
      Scoped superuser = Scoped.asLogin(database.superuser());
      superuser.rows("select create_monthly_partitions(3)");
      String fourth = DAYS_LEFT.formatted(MONTH + " + interval '4 months'");
      assertThat(superuser.value(fourth)).isEqualTo(true);
      superuser.rows("select create_monthly_partition('audit_logs', '2099-05-05')");
      assertThat(superuser.value(fourth)).isEqualTo(true);
      superuser.change(
          "create function pg_temp.elsewhere() returns boolean language sql"
              + " set timezone = 'Asia/Kolkata' set datestyle = 'German' as $$ "
              + fourth
              + " $$");
      assertThat(superuser.value("select pg_temp.elsewhere()")).isEqualTo(true);
      drop(superuser, MONTH + " + interval '2 months'");
      assertThat(superuser.value(DAYS_LEFT.formatted(MONTH + " + interval '2 months'")))
          .isEqualTo(true);
      OptionalInt alarm = LyssHealth.of(kind, database.superuserDataSource()).alarms().daysLeft();
      assertThat(superuser.value("select min(days_left) from table_health"))
          .isEqualTo(alarm.getAsInt());
      drop(superuser, MONTH);
      assertThat(superuser.value(DAYS_LEFT.formatted(MONTH)))
          .as("since this month began, there has been none")
          .isEqualTo(true);
      for (Object partition :
          superuser.column(
              "select partition::text from partition_bounds('audit_logs') where from_time < now()")) {
        superuser.change("drop table " + partition);
      }
      assertThat(
              superuser.value("select days_left from table_health where table_name = 'audit_logs'"))
          .isEqualTo(0);
      superuser.change(
          "create table ages (like audit_logs including constraints);"
              + " alter table audit_logs attach partition ages for values from (minvalue) to ('2000-01-01 00:00+00');"
              + " create table ever (like audit_logs including constraints);"
              + " drop table audit_logs_2099_05;"
              + " alter table audit_logs attach partition ever for values from ('2099-01-01') to (maxvalue)");
      assertThat(superuser.value(DAYS_LEFT.formatted("timestamp '2000-01-01'"))).isEqualTo(true);
    }
  }

  private static void drop(Scoped superuser, String month) throws SQLException {
    Object name =
        superuser.value("select 'audit_logs_' || to_char(%s, 'YYYY_MM')".formatted(month));
    superuser.change("drop table " + name);
  }

  /** Somebody may have attached a whole year by hand. */
  @ParameterizedTest
  @EnumSource
  void aPartitionWithTheNameOfAMonthExpiresByItsBounds(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.with(kind, "")) {
      Scoped superuser = Scoped.asLogin(database.superuser());
      Scoped owner = Scoped.asLogin(database.owner());
      owner.change("create table audit_logs_2020_01 (like audit_logs including constraints)");
      String attach =
          "do $$ begin execute format('alter table audit_logs attach partition audit_logs_2020_01"
              + " for values from (%%L) to (%%L)', '2020-01-01 00:00Z', (%s) at time zone 'UTC'); end $$";
      superuser.change(attach.formatted(MONTH + " - interval '11 months'"));
      String expired = "select partition::text from expired_partitions('audit_logs', 12)";
      String drop = "select drop_expired_partitions('audit_logs', 12)";
      assertThat(superuser.column(expired)).isEmpty();
      assertThat(superuser.column(drop)).isEmpty();
      assertThat(
              superuser.column("select partition::text from expired_partitions('audit_logs', 11)"))
          .containsExactly("audit_logs_2020_01");
      superuser.change("alter table audit_logs detach partition audit_logs_2020_01");
      superuser.change(attach.formatted(MONTH + " - interval '12 months'"));
      assertThat(superuser.column(expired)).containsExactly("audit_logs_2020_01");
      assertThat(superuser.column(drop)).isEqualTo(List.of("audit_logs_2020_01"));
      assertThat(superuser.column(expired)).isEmpty();
    }
  }
}
