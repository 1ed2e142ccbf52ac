package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ADMIN;
import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The seals of PLATFORM's audit log, one chain, detect every change that bypasses the triggers. */
@OneIn(4)
class SealsTest extends FreshOrganisationTest {

  private static final String ENTRY =
      "insert into audit_logs (action, resource_type) values ('%s', 'r')";
  private static final String SEAL = "select seal_entries()";
  private static final String VERIFY = "select number, fault from verify_audit_log(null, null)";

  private static final Map<String, String> FIELDS = fields();

  private static Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", "default");
    fields.put("user_id", "3");
    fields.put("action", "'c'");
    fields.put("resource_type", "'z'");
    fields.put("resource_id", "1");
    fields.put("changes", "'{\"a\": null}'");
    fields.put("ip_address", "'10.0.0.1'");
    fields.put("user_agent", "'curl'");
    fields.put("created_at", "created_at - interval '1 microsecond'");
    fields.put("seal_stamp", "seal_stamp - 1");
    return fields;
  }

  static List<String> changes() {
    return FIELDS.entrySet().stream().map(f -> f.getKey() + " = " + f.getValue()).toList();
  }

  /** The first has the entries of the organisation, the next three have two each. */
  @BeforeEach
  void seal() throws SQLException {
    system.change(SEAL);
    for (int seal = 2; seal <= 4; seal++) {
      system.change(ENTRY.formatted("a" + seal));
      system.change(ENTRY.formatted("b" + seal));
      assertThat(system.value(SEAL)).isEqualTo(2L);
    }
    assertThat(system.value(SEAL)).isEqualTo(0L);
    assertThat(system.rows(VERIFY)).isEmpty();
  }

  private void tamper(String statement) throws SQLException {
    superuser.change("set local session_replication_role = replica; " + statement);
  }

  private void breaksAt(Long seal, String fault) throws SQLException {
    assertThat(system.rows(VERIFY)).containsExactly(Arrays.asList(seal, fault));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangedFieldBreaksItsSeal(String change) throws SQLException {
    tamper("update audit_logs set " + change + " where action = 'b3'");
    breaksAt(3L, "an entry is not what was sealed");
  }

  @Test
  void theseAreAllFields() throws SQLException {
    assertThat(
            superuser.column(
                "select attname::text from pg_attribute where attrelid = 'audit_logs'::regclass"
                    + " and attnum > 0 and not attisdropped"))
        .containsExactlyInAnyOrderElementsOf(FIELDS.keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delete from audit_logs where action = 'a3' | 3 | 2 entries were sealed, 1 are there",
        "insert into audit_logs (action, resource_type, created_at, seal_stamp) select action, resource_type,"
            + " created_at, seal_stamp from audit_logs where action = 'a3' | 3 | 2 entries were sealed, 3 are there",
        "insert into audit_logs (action, resource_type, created_at, seal_stamp) select action, resource_type,"
            + " created_at - interval '2 years', seal_stamp from audit_logs where action = 'a3' | | an entry lies outside of all seals",
        "delete from audit_seals where number = 2 | 2 | the seal is missing",
        "delete from audit_seals where number = 4 | | an entry lies outside of all seals",
        "update audit_seals set sealed_at = sealed_at - interval '1 day' where number = 2"
            + " | 2 | the seal does not follow from the one before",
        "update audit_seals set digest = sha256('x') where number = 3 | 3 | the seal does not follow from the one before",
        "update audit_seals set hash = sha256('x') where number = 2 | 2 | the seal does not follow from the one before",
        "update audit_seals set entries = 3 where number = 3 | 3 | the seal does not follow from the one before",
        "update audit_seals set to_stamp = to_stamp + 1 where number = 3 | 3 | the seal does not follow from the one before",
        "update audit_seals set month = '2020-01-01' where number = 2 | 2 | the seal does not follow from the one before",
        "update audit_seals set entries = 0, dropped = true where number = 3 | 3 | the seal does not follow from the one before",
      })
  void removingAddingOrMovingAnEntryBreaksTheChain(String statement, Long seal, String fault)
      throws SQLException {
    tamper(statement);
    breaksAt(seal, fault);
  }

  @Test
  void aChainThatWasMadeAnewIsAnotherThanTheOneThatIsKnown() throws SQLException {
    Object known = system.value("select encode(hash, 'hex') from audit_seals where number = 4");
    String verify = "select number, fault from verify_audit_log(%d, '%s')".formatted(4, known);
    assertThat(system.rows(verify)).isEmpty();
    tamper("delete from audit_seals; update audit_watermark set next_stamp = 0");
    system.change(SEAL);
    assertThat(system.rows(VERIFY)).isEmpty();
    assertThat(system.rows(verify)).containsExactly(List.of(2L, "the seal is missing"));
  }

  /** What was not sealed is, before its month goes, and its seals stand for it from then on. */
  @Test
  void aMonthIsSealedBeforeItIsDropped() throws SQLException {
    superuser.change("select create_monthly_partition('audit_logs', '2020-05-01')");
    superuser.change(
        "insert into audit_logs (action, resource_type, created_at) values ('old', 'r', '2020-05-05')");
    assertThat(system.value("select count(*) from drop_expired_partitions('audit_logs', 12)"))
        .isEqualTo(1L);
    assertThat(
            superuser.rows(
                "select entries, dropped from audit_seals where month = '2020-05-01' order by number"))
        .containsExactly(List.of(1L, false), List.of(0L, true));
    assertThat(system.rows(VERIFY)).isEmpty();
    system.change(SEAL);
    assertThat(system.rows(VERIFY)).isEmpty();
    tamper("delete from audit_seals where dropped");
    assertThat(system.rows(VERIFY)).isNotEmpty();
  }

  /** And in PLATFORM, where the chain is one. */
  @Test
  void twoSealsStayOfDroppedMonths() throws SQLException {
    for (String month : List.of("2020-05", "2020-06")) {
      superuser.change("select create_monthly_partition('audit_logs', '" + month + "-01')");
      for (int seal = 0; seal < 3; seal++) {
        superuser.change(
            "insert into audit_logs (action, resource_type, created_at) values ('old', 'r', '%s-05')"
                .formatted(month));
        system.change(SEAL);
      }
    }
    system.change("select drop_expired_partitions('audit_logs', 12)");
    while ((Long) system.value("select forget_seals(4)") > 0) {
      assertThat(system.rows(VERIFY)).isEmpty();
    }
    system.change(SEAL);
    assertThat(system.rows(VERIFY)).isEmpty();
    assertThat(
            superuser.column(
                "select number from audit_seals where month < '2021-01-01' order by number"))
        .containsExactly(11L, 12L);
    tamper("delete from audit_seals where number = 11");
    breaksAt(11L, "the seal is missing");
  }

  /**
   * What was left unsealed, as the job did not run for long, is sealed in parts of bounded size,
   * each a transaction; only then the month is dropped.
   */
  @Test
  void aMonthIsClosedInParts() throws SQLException {
    superuser.change("select create_monthly_partition('audit_logs', '2020-05-01')");
    for (int part = 0; part < 2; part++) {
      superuser.change(
          "insert into audit_logs (action, resource_type, created_at)"
              + " select 'old', 'r', '2020-05-05' from generate_series(1, 100000)");
    }
    String retain = "select retain_months('audit_logs', '1 year')";
    String months = "select count(*) from expired_partitions('audit_logs', 12)";
    String sealed = "select sum(entries)::bigint from audit_seals where month = '2020-05-01'";
    Outcome refused = system.attempt("select drop_expired_partitions('audit_logs', 12)");
    assertThat(refused.sqlState()).isEqualTo("55000");
    assertThat(refused.text()).contains("seal_entries()");
    for (long part = 1; part <= 2; part++) {
      assertThat(system.value(retain)).isEqualTo(1L);
      assertThat(superuser.value(sealed)).isEqualTo(100_000 * part);
      assertThat(system.value(months)).isEqualTo(1L);
    }
    assertThat(system.value(retain)).isEqualTo(1L);
    assertThat(system.value(months)).isEqualTo(0L);
    assertThat(system.rows(VERIFY)).isEmpty();
  }

  /** A seal a chain and run is a row: one a minute would be more than many a log. */
  @Test
  void sealsAreMadeEachHour() throws SQLException {
    assertThat(
            superuser.value(
                "select every::text from maintenance where name = 'seals of the audit log'"))
        .isEqualTo("01:00:00");
  }

  @Test
  void theJobSealsAndAdministratorsAndSystemWorkVerify() throws SQLException {
    assertThat(superuser.column("select name::text from maintenance"))
        .contains("seals of the audit log");
    assertThat(Scoped.asUser(app, ADMIN).rows(VERIFY)).isEmpty();
    assertThat(Scoped.asUser(app, ADMIN).value("select count(*) from audit_seals")).isEqualTo(4L);
    assertThat(Scoped.asUser(app, ALICE).attempt(VERIFY).denied()).isTrue();
    assertThat(Scoped.asUser(app, ALICE).value("select count(*) from audit_seals")).isEqualTo(0L);
    assertThat(Scoped.asUser(app, ADMIN).attempt(SEAL).denied()).isTrue();
    for (String statement :
        List.of(
            "update audit_seals set entries = 1",
            "delete from audit_seals",
            "truncate audit_seals")) {
      assertThat(superuser.attempt(statement).denied()).as(statement).isTrue();
      assertThat(system.attempt(statement).denied()).as(statement).isTrue();
    }
  }
}
