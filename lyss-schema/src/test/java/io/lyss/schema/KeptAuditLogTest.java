package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The login that does system work has nothing by which the audit log is kept for less time: that is
 * for who has logged in as the owner of the schema.
 */
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(6)
class KeptAuditLogTest {

  private static final String JOB = "'retention of audit_logs'";
  private static final String DENIED = "42501";

  @Parameter private LyssDatabase kind;
  private OwnedDatabase database;
  private Scoped superuser;
  private Scoped system;
  private Scoped owner;

  /** A month and a row for each of the last two years and a half. */
  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = OwnedDatabase.with(kind, "");
    superuser = Scoped.asLogin(database.superuser());
    system = systemWork(database.app());
    owner = systemWork(database.owner());
    superuser.rows(
        "select create_monthly_partition('audit_logs', ((now() at time zone 'UTC')::date"
            + " - make_interval(months => m))::date) from generate_series(0, 30) as m");
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  private static Scoped systemWork(Connection login) {
    return new Scoped(
        login,
        "select set_config('role', 'lyss_system', true), set_config('app.system_reason', 'a test', true)");
  }

  private Object months() throws SQLException {
    return superuser.value(
        "select count(*) from pg_inherits where inhparent = 'audit_logs'::regclass");
  }

  private Object keep() throws SQLException {
    return superuser.value("select keep::text from maintenance where name = " + JOB);
  }

  private void setJob(String statement) throws SQLException {
    owner.rows("select " + statement);
  }

  private void asByDefault() throws SQLException {
    owner.rows("select release_job(%s), reset_job(%1$s, 'both')".formatted(JOB));
  }

  /** Everything that drops months of the audit log, or would have them dropped later. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select drop_expired_partitions('audit_logs', 1)",
        "select drop_expired_partitions('audit_logs', 11)",
        "select drop_expired_partitions('audit_logs'::regclass::oid::regclass, 11)",
        "do $$ begin for i in 1..40 loop perform retain_months('audit_logs', '1 month'); end loop; end $$",
        "do $$ begin for i in 1..40 loop perform retain_months('audit_logs', '-1 month'); end loop; end $$",
        "do $$ begin for i in 1..40 loop perform retain_months('audit_logs', '0'); end loop; end $$",
        "select set_job('retention of audit_logs', null, '11 months')",
        "select set_job('retention of audit_logs', '1 second', '11 months')",
        "select set_job('retention of audit_logs', null, '1 month')",
        "select set_job('retention of audit_logs', null, '364 days')",
        "select set_job('retention of audit_logs', null, '365 days')",
        "select set_job('retention of audit_logs', null, '8759 hours')",
        "select set_job('retention of audit_logs', null, '2 years -366 days')",
        "select set_job('retention of audit_logs', null, '1 year -1 microsecond')",
        "select release_job('retention of audit_logs')",
        "do $$ begin perform keep_all('retention of audit_logs');"
            + " perform set_job('retention of audit_logs', null, '1999 years'); end $$",
        "do $$ begin perform set_job('retention of audit_logs', null, '2 years');"
            + " perform reset_job('retention of audit_logs', 'keep'); end $$",
        "do $$ begin perform keep_all('retention of audit_logs');"
            + " perform reset_job('retention of audit_logs', 'both'); end $$",
        "select close_audit_logs('-infinity', 'infinity')",
        "update jobs set keep = '1 month'",
        "delete from jobs",
        "alter table audit_logs detach partition audit_logs_default",
        "drop table audit_logs_default",
        "truncate audit_logs",
        "truncate audit_logs_default",
        "delete from audit_logs",
        "set session authorization lyss_test_owner",
        "set role lyss_test_owner",
        "set role lyss_definer",
        "create function statement_time() returns timestamptz return 'infinity'",
      })
  void systemWorkIsRefused(String statement) throws SQLException {
    Object before = months();
    Outcome outcome = system.attempt(statement);
    assertThat(outcome.sqlState()).as(statement).isEqualTo(DENIED);
    assertThat(months()).isEqualTo(before);
    assertThat(keep()).isEqualTo("1 year");
  }

  /** Refused to everybody: the value is out of range, or there is no such job. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select drop_expired_partitions('audit_logs', 0)",
        "select drop_expired_partitions('audit_logs', -1)",
        "select drop_expired_partitions('audit_logs', null)",
        "select drop_expired_partitions('audit_logs_default', 12)",
        "select set_job('retention of audit_logs', null, '0')",
        "select set_job('retention of audit_logs', null, '-1 year')",
        "select set_job('retention of audit_logs', null, '29 days')",
        "select set_job('retention of audit_logs', null, '2001 years')",
        "select set_job('Retention of audit_logs', null, '1 month')",
        "select set_job(' retention of audit_logs', null, '1 month')",
        "select set_job('retention of audit_logs ', null, '1 month')",
        "select set_job('retention of \"audit_logs\"', null, '1 month')",
        "select set_job('retention of audit_logs_default', null, '1 month')",
        "select reset_job('retention of audit_logs', 'all')",
        "select reset_job('retention of audit_logs', null)",
        "select keep_all('erasures')",
      })
  void nobodyMay(String statement) throws SQLException {
    for (Scoped login : List.of(system, owner)) {
      assertThat(login.attempt(statement).sqlState()).as(statement).isIn("22003", "22023", "P0002");
    }
  }

  @Test
  void aRefusalSaysWhoMayDoItAndHow() throws SQLException {
    assertThat(system.attempt("select set_job(" + JOB + ", null, '1 month')").text())
        .contains(
            "only lyss_test_owner may have the audit log kept for less than 1 year",
            "Log in as lyss_test_owner");
    assertThat(system.attempt("select drop_expired_partitions('audit_logs', 1)").text())
        .contains("only lyss_test_owner may drop of the audit log what is to be kept (1 year)");
    assertThat(system.attempt("select release_job(" + JOB + ")").text())
        .contains("only lyss_test_owner may take the hold off the audit log");
  }

  /** It keeps for longer, holds, and drops what is kept no longer; and other tables are its own. */
  @Test
  void systemWorkKeepsForLongerAndDropsTheRest() throws SQLException {
    try {
      for (String longer :
          List.of("null", "'1 year'", "'366 days'", "'13 months'", "'2 years'", "'2000 years'")) {
        assertThat(
                system
                    .attempt("select set_job(%s, '1 hour', %s)".formatted(JOB, longer))
                    .sqlState())
            .as(longer)
            .isEmpty();
      }
      system.rows("select keep_all(%s), hold_job(%1$s, 'a suit')".formatted(JOB));
      assertThat(keep()).isNull();
      assertThat(system.value("select retain_months('audit_logs', null)")).isEqualTo(0L);
      assertThat(system.attempt("select drop_expired_partitions('audit_logs', 24)").sqlState())
          .as("all is kept")
          .isEqualTo(DENIED);
      assertThat(system.value("select reset_job(" + JOB + ", 'every')")).isEqualTo(false);
      assertThat(keep()).isNull();
      setJob("set_job(" + JOB + ", null, '6 months')");
      assertThat(keep()).as("of two, the later").isEqualTo("6 mons");
      assertThat(system.value("select reset_job(" + JOB + ", 'keep')")).isEqualTo(true);
      assertThat(keep()).isEqualTo("1 year");
      setJob("release_job(" + JOB + ")");
      assertThat(system.column("select drop_expired_partitions('audit_logs', 29)")).hasSize(1);
      assertThat(system.attempt("select drop_expired_partitions('audit_logs', 12)").sqlState())
          .isEmpty();
    } finally {
      asByDefault();
    }
  }

  /** So jobs that the owner runs, as pg_cron does, are no way round. */
  @Test
  void theOwnerMayDoAllOfIt() throws SQLException {
    assertThat(owner.attempt("select drop_expired_partitions('audit_logs', 1)").sqlState())
        .isEmpty();
    assertThat(superuser.attempt("select drop_expired_partitions('audit_logs', 1)").sqlState())
        .isEmpty();
    setJob("hold_job(" + JOB + ", 'a suit')");
    assertThat(owner.attempt("select drop_expired_partitions('audit_logs', 1)").sqlState())
        .as("it is on hold")
        .isEqualTo("55000");
    assertThat(owner.value("select release_job(" + JOB + ")")).isEqualTo(true);
    setJob("set_job(" + JOB + ", '1 hour', '1 month')");
    assertThat(keep()).isEqualTo("1 mon");
    assertThat(owner.value("select reset_job(" + JOB + ", 'keep')")).isEqualTo(true);
    assertThat(keep()).isEqualTo("1 year");
    assertThat(superuser.value("select every::text from maintenance where name = " + JOB))
        .as("is not what was reset")
        .isEqualTo("01:00:00");
    assertThat(owner.value("select reset_job(" + JOB + ", 'keep')")).isEqualTo(false);
    assertThat(owner.value("select reset_job(" + JOB + ", 'both')")).isEqualTo(true);
    assertThat(owner.value("select reset_job(" + JOB + ", 'both')")).isEqualTo(false);
    asByDefault();
  }

  /** Keeping all is a setting, so the audit log records it; a run is none. */
  @Test
  void settingsOfTheAuditLogAreRecordedAndRunsAreNot() throws SQLException {
    String entries =
        "select changes ->> 'after' from audit_logs where resource_type = 'jobs'"
            + " and changes -> 'key' ->> 'name' = 'partitions of audit_logs' order by created_at, id";
    system.rows(
        "select note_job('partitions of audit_logs', now(), '1 s', 1, null, 0, now() + interval '1 day')");
    assertThat(superuser.column(entries)).isEmpty();
    system.rows("select keep_all(" + JOB + ")");
    assertThat(
            superuser.column(
                "select changes ->> 'after' from audit_logs where resource_type = 'jobs'"
                    + " order by created_at desc, id desc limit 1"))
        .allSatisfy(after -> assertThat((String) after).contains("\"keeps_all\": true"));
    asByDefault();
  }

  /** Neither what is set, nor what is taken back, is an alarm before it should have run. */
  @Test
  void noJobIsOverdueAtOnceForWhatIsSetOfIt() throws SQLException {
    String overdue = "select is_overdue from maintenance where name = 'partitions of audit_logs'";
    String failed =
        "select note_job('partitions of audit_logs', now() - interval '9 days', '1 s', 1, '%s', 3,"
            + " now() - interval '8 days')";
    for (String change :
        List.of(
            "set_job('partitions of audit_logs', '1 hour', null)",
            "reset_job('partitions of audit_logs', 'every')",
            "release_job('partitions of audit_logs')")) {
      system.rows(failed.formatted("an error"));
      assertThat(superuser.value(overdue)).isEqualTo(true);
      if (change.startsWith("release")) {
        system.rows("select hold_job('partitions of audit_logs', 'a suit')");
        assertThat(superuser.value(overdue)).isEqualTo(false);
      } else {
        system.rows(failed.formatted("").replace("'', 3", "null, 0"));
      }
      system.rows("select " + change);
      assertThat(superuser.value(overdue)).as(change).isEqualTo(false);
    }
  }
}
