package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old months are dropped as a whole; a dry run lists them before. */
@OneIn(3)
class RetentionTest extends FreshOrganisationTest {

  private static final String MONTHS =
      "select inhrelid::regclass::text from pg_inherits where inhparent = 'audit_logs'::regclass";

  @BeforeEach
  void fillTwoYears() throws SQLException {
    // two years back, and what came for no month at all; months of UTC, wherever the session is
    system.rows(
        "select create_monthly_partition('audit_logs', ((now() at time zone 'UTC')::date"
            + " - make_interval(months => m))::date) from generate_series(0, 24) as m");
    superuser.change(
        "insert into audit_logs (action, resource_type, created_at)"
            + " select 'a', 'r', (date_trunc('month', now() at time zone 'UTC') + interval '9 days'"
            + " - make_interval(months => m)) at time zone 'UTC' from generate_series(0, 30) as m");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 12, 24, 100})
  void theDryRunListsWhatIsDroppedAndNothingYoungerGoes(int keep) throws SQLException {
    String name = "'audit_logs_' || to_char((now() at time zone 'UTC')::date";
    List<Object> kept =
        superuser.column(
            "select %s - make_interval(months => m), 'YYYY_MM') from generate_series(0, least(?, 24))"
                    .formatted(name)
                + " as m",
            keep);
    List<Object> all = superuser.column(MONTHS);
    Object recent =
        superuser.value(
            "select count(*) from audit_logs where action = 'a' and created_at >= date_trunc('month', now(), 'UTC')"
                + " - make_interval(months => ?)",
            keep);

    List<Object> listed =
        system.column("select partition::text from expired_partitions('audit_logs', ?)", keep);
    // of the audit log, its owner alone drops what is younger than a year
    Scoped who = keep < 12 ? superuser : system;
    List<Object> dropped = who.column("select drop_expired_partitions('audit_logs', ?)", keep);

    assertThat(dropped).isEqualTo(listed);
    List<Object> left = superuser.column(MONTHS);
    assertThat(left).containsAll(kept).contains("audit_logs_default");
    all.removeAll(listed);
    assertThat(left).containsExactlyInAnyOrderElementsOf(all);
    assertThat(listed).doesNotContainAnyElementsOf(kept).hasSize(Math.max(0, 24 - keep));
    assertThat(
            superuser.value(
                "select count(*) from audit_logs where action = 'a' and created_at >= date_trunc('month', now(),"
                    + " 'UTC') - make_interval(months => ?)",
                keep))
        .isEqualTo(recent);
    assertThat(superuser.value("select count(*) from audit_logs_default")).isEqualTo(6L);
  }

  /** Also where the oldest one stays for a legal hold. */
  @Test
  void theJobDropsTheOldestMonthOfThoseThatMayGoInEachCall() throws SQLException {
    List<Object> expired =
        system.column("select partition::text from expired_partitions('audit_logs', 12)");
    superuser.change(
        "set local session_replication_role = replica;"
            + " update audit_logs set user_id = 2 where tableoid = '%s'::regclass"
                .formatted(expired.get(0)));
    system.rows("select set_legal_hold(2, 'case 12')");
    String retain = "select retain_months('audit_logs', '1 year')";
    for (int call = 1; call < expired.size(); call++) {
      assertThat(system.value(retain)).isEqualTo(1L);
      assertThat(superuser.column(MONTHS))
          .doesNotContain(expired.get(call))
          .contains(expired.get(0))
          .containsAll(expired.subList(call + 1, expired.size()));
    }
    assertThat(system.value(retain)).isEqualTo(0L);
    system.rows("select end_legal_hold(2)");
    assertThat(system.value(retain)).isEqualTo(1L);
    assertThat(system.value(retain)).isEqualTo(0L);
    assertThat(system.value("select retain_months('audit_logs', null)")).isEqualTo(0L);
  }

  /**
   * A month that has rows of somebody under a legal hold stays as a whole, and the plan says why.
   */
  @Test
  void monthsUnderALegalHoldStay() throws SQLException {
    Object held =
        superuser.value(
            "select inhrelid::regclass::text from pg_inherits where inhparent = 'audit_logs'::regclass and inhrelid::regclass::text like '%_20%' order by 1 limit 1");
    superuser.change(
        "insert into audit_logs (action, resource_type, user_id, created_at) values ('b', 'r', 2, (to_date(right('"
            + held
            + "', 7), 'YYYY_MM') + 31)::timestamp at time zone 'UTC' - interval '1 microsecond' - interval '3 days')");
    system.rows("select set_legal_hold(2, 'case 12')");
    List<Object> expired =
        system.column("select partition::text from expired_partitions('audit_logs', 12)");
    assertThat(expired).isNotEmpty().doesNotContain(held);
    assertThat(
            system.column(
                "select hold from retention_plan() where table_name = 'audit_logs' and hold is not null"))
        .containsExactly("legal hold on the user 2 (1 rows)");
    assertThat(system.column("select drop_expired_partitions('audit_logs', 12)"))
        .isEqualTo(expired);
    system.rows("select end_legal_hold(2)");
    assertThat(system.column("select drop_expired_partitions('audit_logs', 12)"))
        .isEqualTo(List.of(held));
  }

  @Test
  void keepingNothingIsRefused() throws SQLException {
    List<Object> before = superuser.column(MONTHS);
    for (String keep : List.of("0", "-1", "null")) {
      assertThat(
              system
                  .attempt("select drop_expired_partitions('audit_logs', %s)".formatted(keep))
                  .sqlState())
          .as(keep)
          .isEqualTo("22003");
    }
    for (String table : List.of("'users'", "null", "'audit_logs_default'", "'pg_class'")) {
      assertThat(
              system.attempt("select drop_expired_partitions(%s, 1)".formatted(table)).sqlState())
          .as(table)
          .isEqualTo("22023");
    }
    assertThat(superuser.column(MONTHS)).isEqualTo(before);
  }

  /** A partition that somebody has attached under another name does not count as a month. */
  @Test
  void onlyMonthsExpire() throws SQLException {
    superuser.change(
        "create table archive (like audit_logs including constraints); alter table audit_logs attach partition archive"
            + " for values from ('1990-01-01') to ('2000-01-01')");

    assertThat(superuser.column("select drop_expired_partitions('audit_logs', 1)"))
        .isNotEmpty()
        .doesNotContain("archive");
  }

  @Test
  void healthSumsPartitionsIntoTheirParent() throws SQLException {
    superuser.change("analyze audit_logs");

    assertThat(
            system.rows(
                "select partitions, total_bytes, default_partition_bytes > 0"
                    + " from table_health where table_name = 'audit_logs'"))
        .containsExactly(
            superuser
                .rows(
                    "select count(*), sum(pg_total_relation_size(inhrelid))::bigint, true"
                        + " from pg_inherits where inhparent = 'audit_logs'::regclass")
                .get(0));
    assertThat(system.column("select table_name from table_health order by 1"))
        .containsExactly(
            "access_changes",
            "access_periods",
            "audit_logs",
            "audit_seals",
            "audit_watermark",
            "conversations",
            "erasures",
            "graduated_ids",
            "graduations",
            "jobs",
            "legal_holds",
            "lyss_schema_history",
            "messages",
            "model_prices",
            "provider_configs",
            "provider_distributions",
            "scope_keys",
            "usage_adjustments",
            "usage_days",
            "usage_of_providers",
            "usage_quarter_hours",
            "usage_statistics",
            "usage_totals",
            "usage_watermark",
            "users");
    assertThat(
            system.rows(
                "select partitions, default_partition_bytes from table_health"
                    + " where table_name = 'users'"))
        .containsExactly(List.of(0L, 0L));
    assertThat(
            system.value(
                "select default_partition_bytes from table_health where table_name = 'messages'"))
        .isEqualTo(0L);
  }
}
