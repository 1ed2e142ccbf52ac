package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import io.lyss.schema.shared.SharedSubject;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The seals of the audit log detect every change of sealed entries that bypasses the triggers. */
@OneIn(4)
class SealsTest {

  private static final String ENTRY =
      "select from add_entry('%s', gen_random_uuid(), '%s', 'y', null, '{}', 'test', null, null)";
  private static final String SEAL = "select seal_entries()";
  private static final String VERIFY =
      "select number, fault from verify_audit_log('%s', null, null)";

  private final Subject subject = new SharedSubject();
  private OwnedDatabase database;
  private Scoped superuser;
  private Scoped system;
  private Connection app;

  /** Three seals of two entries each. */
  @BeforeEach
  void open() throws SQLException {
    database = OwnedDatabase.with(LyssDatabase.SHARED, "");
    superuser = Scoped.asLogin(database.superuser());
    app = database.app();
    system = subject.asSystem(app, "a test");
    for (int seal = 1; seal <= 3; seal++) {
      for (String tenant : List.of(Persona.ACME, Persona.RIVAL)) {
        system.change(ENTRY.formatted(tenant, "a" + seal));
        system.change(ENTRY.formatted(tenant, "b" + seal));
      }
      assertThat(system.value(SEAL)).isEqualTo(4L);
    }
    assertThat(system.value(SEAL)).isEqualTo(0L);
    assertThat(faults(Persona.ACME)).isEmpty();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private List<List<Object>> faults(String tenant) throws SQLException {
    return system.rows(VERIFY.formatted(tenant));
  }

  private void tamper(String statement) throws SQLException {
    superuser.change(
        "set local session_replication_role = replica; "
            + statement.replace("ACME", "'" + Persona.ACME + "'"));
  }

  private void breaksAt(Long seal, String fault) throws SQLException {
    assertThat(faults(Persona.ACME)).containsExactly(Arrays.asList(seal, fault));
    assertThat(faults(Persona.RIVAL)).as("the rival's").isEmpty();
  }

  /** About as many, because the entries of one transaction are sealed together. */
  @Test
  void aRunSealsSoManyEntriesAndTheNextGoesOn() throws SQLException {
    for (int entry = 0; entry < 3; entry++) {
      system.change(ENTRY.formatted(Persona.ACME, "c"));
    }
    system.change(
        ENTRY.formatted(Persona.ACME, "d").replace("select from", "select")
            + " from generate_series(1, 5)");
    system.change(ENTRY.formatted(Persona.RIVAL, "e"));

    String some = "select add_seals(2)";
    assertThat(superuser.value(some)).isEqualTo(2L);
    assertThat(faults(Persona.ACME)).isEmpty();
    assertThat(superuser.value(some)).as("one, and all of the next transaction").isEqualTo(6L);
    assertThat(superuser.value(some)).as("the last, and fewer than asked for").isEqualTo(1L);
    assertThat(superuser.value(some)).isEqualTo(0L);
    assertThat(faults(Persona.ACME)).isEmpty();
    assertThat(faults(Persona.RIVAL)).isEmpty();
    tamper("delete from audit_logs where tenant_id = ACME and action = 'd'");
    breaksAt(5L, "6 entries were sealed, 1 are there");
  }

  /**
   * So the job of seals goes on at once where a run has not sealed all, and a month is not dropped
   * before.
   */
  @Test
  void theJobKnowsHowManyEntriesARunSeals() throws SQLException {
    for (String caller :
        List.of(
            "seal_entries: add_seals(100000)",
            "close_audit_logs: add_seals(100000) >= 100000",
            "retain_months: seal_entries() >= 100000")) {
      assertThat(
              superuser.value(
                  """
                  select position(replace(?, '100000', d.batch::text) in p.prosrc) > 0
                  from job_definitions() as d
                  join pg_proc as p on p.proname = ? and p.pronamespace = 'lyss_shared'::regnamespace
                  where d.name = 'seals of the audit log'
                  """,
                  caller.replaceFirst(".*: ", ""),
                  caller.replaceFirst(":.*", "")))
          .as(caller)
          .isEqualTo(true);
    }
  }

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("tenant_id", "gen_random_uuid()"),
          Map.entry("id", "gen_random_uuid()"),
          Map.entry("actor_id", "gen_random_uuid()"),
          Map.entry("action", "'c'"),
          Map.entry("resource_type", "'z'"),
          Map.entry("resource_id", "'1'"),
          Map.entry("changes", "'{\"a\": null}'"),
          Map.entry("reason", "null"),
          Map.entry("source", "null"),
          Map.entry("event_id", "id"),
          Map.entry("ip_address", "'10.0.0.1'"),
          Map.entry("user_agent", "'curl'"),
          Map.entry("created_at", "created_at - interval '1 microsecond'"),
          Map.entry("seal_stamp", "seal_stamp - 1"));

  static Stream<String> changes() {
    return FIELDS.entrySet().stream()
        .filter(field -> !field.getKey().equals("tenant_id")) // taken out, below
        .map(field -> field.getKey() + " = " + field.getValue());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangedFieldBreaksItsSeal(String change) throws SQLException {
    tamper("update audit_logs set " + change + " where tenant_id = ACME and action = 'b2'");
    breaksAt(2L, "an entry is not what was sealed");
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
        "delete from audit_logs where tenant_id = ACME and action = 'a2' | 2 | 2 entries were sealed, 1 are there",
        "insert into audit_logs select tenant_id, gen_random_uuid(), actor_id, action, resource_type, resource_id,"
            + " changes, reason, source, event_id, ip_address, user_agent, created_at, seal_stamp from audit_logs"
            + " where tenant_id = ACME and action = 'a2' | 2 | 2 entries were sealed, 3 are there",
        "update audit_logs set seal_stamp = seal_stamp + case action when 'a2' then 1 else -1 end"
            + " where tenant_id = ACME and action in ('a2', 'b2') | 2 | an entry is not what was sealed",
        "update audit_logs set tenant_id = gen_random_uuid() where tenant_id = ACME and action = 'b1' | 1 | 2 entries were sealed, 1 are there",
        "delete from audit_seals where tenant_id = ACME and number = 2 | 2 | the seal is missing",
        "delete from audit_seals where tenant_id = ACME and number = 3 | | an entry lies outside of all seals",
        "update audit_seals set number = 9 where tenant_id = ACME and number = 1 | 1 | the seal is missing",
        "update audit_seals set sealed_at = sealed_at - interval '1 day' where tenant_id = ACME and number = 2"
            + " | 2 | the seal does not follow from the one before",
        "update audit_seals set digest = sha256('x') where tenant_id = ACME and number = 2 | 2 | the seal does not follow from the one before",
        "update audit_seals set hash = sha256('x') where tenant_id = ACME and number = 2 | 2 | the seal does not follow from the one before",
        "update audit_seals set entries = 3 where tenant_id = ACME and number = 3 | 3 | the seal does not follow from the one before",
        "update audit_seals set to_stamp = to_stamp + 1 where tenant_id = ACME and number = 1 | 1 | the seal does not follow from the one before",
        "update audit_seals set month = '2020-01-01' where tenant_id = ACME and number = 1 | 1 | the seal does not follow from the one before",
      })
  void removingAddingOrMovingAnEntryBreaksTheChain(String statement, Long seal, String fault)
      throws SQLException {
    tamper(statement);
    breaksAt(seal, fault);
  }

  /** Who makes the whole rest of the chain anew is found out by a seal that was noted. */
  @Test
  void aChainThatWasMadeAnewIsAnotherThanTheOneThatIsKnown() throws SQLException {
    Object known =
        system.value(
            "select encode(hash, 'hex') from audit_seals where tenant_id = '%s' and number = 3"
                .formatted(Persona.ACME));
    String verify =
        "select number, fault from verify_audit_log('%s', 3, '%s')".formatted(Persona.ACME, known);
    assertThat(system.rows(verify)).isEmpty();
    tamper(
        "delete from audit_logs where tenant_id = ACME; delete from audit_seals where tenant_id = ACME");
    assertThat(faults(Persona.ACME)).isEmpty();
    assertThat(system.rows(verify)).containsExactly(List.of(1L, "the seal is missing"));
  }

  /** What commits late is in a later seal, and holds up none that was there before. */
  @Test
  void aTransactionThatIsOpenIsSealedWhenItHasEnded() throws SQLException {
    try (Connection other = database.app()) {
      Scoped late = subject.asSystem(other, "a test");
      other.setAutoCommit(false);
      late.bind();
      try (var statement = other.createStatement()) {
        statement.execute(ENTRY.formatted(Persona.ACME, "late"));
      }
      system.change(ENTRY.formatted(Persona.ACME, "early"));
      assertThat(system.value(SEAL)).isEqualTo(0L);
      other.commit();
    }
    assertThat(system.value(SEAL)).isEqualTo(2L);
    assertThat(faults(Persona.ACME)).isEmpty();
  }

  @Test
  void aMonthThatWasDroppedIsStoodForByItsSeals() throws SQLException {
    tamper(
        "update audit_logs set created_at = '2020-05-05' where action = 'x';"
            + " select create_monthly_partition('audit_logs', '2020-05-01')");
    system.change(
        "select record_event('%s', gen_random_uuid(), 'user', gen_random_uuid(), 'user:1', 'user.left', '{}', null, null, '2020-05-05')"
            .formatted(Persona.ACME));
    system.change(SEAL);
    assertThat(faults(Persona.ACME)).isEmpty();
    assertThat(system.value("select count(*) from drop_expired_partitions('audit_logs', 12)"))
        .isEqualTo(1L);
    assertThat(faults(Persona.ACME)).isEmpty();
    system.change(SEAL);
    assertThat(faults(Persona.ACME)).isEmpty();
    // without the last seal of the month it is a deletion
    tamper("delete from audit_seals where tenant_id = ACME and dropped");
    breaksAt(4L, "1 entries were sealed, 0 are there");
  }

  /** Nine seals of three months that are dropped, after the three of now. */
  private void dropThreeMonths() throws SQLException {
    for (String month : List.of("2020-01", "2020-02", "2020-03")) {
      superuser.change("select create_monthly_partition('audit_logs', '" + month + "-01')");
      for (int seal = 1; seal <= 3; seal++) {
        enter(month);
        system.change(SEAL);
      }
    }
    system.change("select drop_expired_partitions('audit_logs', 12)");
    assertThat(numbers()).hasSize(15);
    assertThat(faults(Persona.ACME)).isEmpty();
  }

  private void enter(String month) throws SQLException {
    system.change(
        "select record_event('%s', gen_random_uuid(), 'user', gen_random_uuid(), 'user:1', 'user.left', '{}', null, null, '%s-05')"
            .formatted(Persona.ACME, month));
  }

  private List<Object> numbers() throws SQLException {
    return superuser.column(
        "select number from audit_seals where tenant_id = '%s' order by number"
            .formatted(Persona.ACME));
  }

  /** In steps, and what is verified meanwhile holds. */
  private void forget() throws SQLException {
    while ((Long) system.value("select forget_seals(4)") > 0) {
      assertThat(faults(Persona.ACME)).isEmpty();
    }
    assertThat(faults(Persona.ACME)).isEmpty();
  }

  /** What is found once it was done to a chain, which is as before then. */
  private List<List<Object>> faultsAfter(String statement) throws SQLException {
    Connection other = database.superuser();
    other.setAutoCommit(false);
    try (var done = other.createStatement()) {
      done.execute(
          "set local session_replication_role = replica; "
              + statement.replace("ACME", "'" + Persona.ACME + "'"));
      var found =
          done.executeQuery(
              "select number, fault from broken_seal('%s', null, null)".formatted(Persona.ACME));
      List<List<Object>> faults = new ArrayList<>();
      while (found.next()) {
        faults.add(Arrays.asList(found.getObject(1), found.getObject(2)));
      }
      return faults;
    } finally {
      other.rollback();
    }
  }

  @Test
  void twoSealsStayOfDroppedMonths() throws SQLException {
    dropThreeMonths();
    Object known =
        superuser.value(
            "select encode(hash, 'hex') from audit_seals where tenant_id = '%s' and number = 5"
                .formatted(Persona.ACME));
    String verify =
        "select number, fault from verify_audit_log('%s', 5, '%s')".formatted(Persona.ACME, known);
    assertThat(system.rows(verify)).isEmpty();
    forget();
    assertThat(numbers()).containsExactly(1L, 2L, 3L, 14L, 15L);
    assertThat(system.rows(verify))
        .containsExactly(
            List.of(
                5L,
                "the seal that is known is of a month that was dropped, and is gone: note a later one"));
    system.change(ENTRY.formatted(Persona.ACME, "later"));
    assertThat(system.value(SEAL)).isNotEqualTo(0L);
    assertThat(faults(Persona.ACME)).isEmpty();
    assertThat(faults(Persona.RIVAL)).isEmpty();

    String seal = "from audit_seals where tenant_id = ACME and number = ";
    for (Map.Entry<String, List<Object>> tampering :
        Map.<String, List<Object>>of(
                "delete " + seal + 14,
                List.of(14L, "the seal is missing"),
                "update audit_seals set hash = sha256('x') where tenant_id = ACME and number = 14",
                List.of(15L, "the seal does not follow from the one before"),
                "delete " + seal + 15,
                List.of(10L, "the seal is missing"),
                "delete " + seal + 2,
                List.of(2L, "the seal is missing"),
                "update audit_seals set stands_for = '{[2,15)}' where tenant_id = ACME and number = 15",
                List.of(15L, "the seal does not follow from the one before"),
                "update audit_seals set stands_for = '{[5,15)}' where tenant_id = ACME and number = 15",
                List.of(4L, "the seal is missing"),
                "delete from audit_logs where tenant_id = ACME and action in ('a2', 'b2');"
                    + " update audit_seals set stands_for = '{[2,15)}' where tenant_id = ACME and number = 15;"
                    + " delete "
                    + seal
                    + 2,
                List.of(15L, "the seal does not follow from the one before"),
                "delete from audit_seals where tenant_id = ACME and number < 4",
                List.of(1L, "the seal is missing"),
                "update audit_logs set created_at = '2020-02-02' where tenant_id = ACME and action = 'a3'",
                List.of(3L, "2 entries were sealed, 1 are there"))
            .entrySet()) {
      assertThat(faultsAfter(tampering.getKey()))
          .as(tampering.getKey())
          .containsExactly(tampering.getValue());
    }
    assertThat(faultsAfter("select 1")).isEmpty();
  }

  /** With what came late, to a month that was dropped before. */
  @Test
  void aMonthIsDroppedTwice() throws SQLException {
    dropThreeMonths();
    forget();
    superuser.change("select create_monthly_partition('audit_logs', '2020-02-01')");
    enter("2020-02");
    system.change(SEAL);
    assertThat(faultsAfter("delete from audit_logs where created_at < '2021-01-01'"))
        .containsExactly(List.of(16L, "1 entries were sealed, 0 are there"));
    // the dropping of the months before is an entry of the platform
    assertThat(system.value("select count(*) from drop_expired_partitions('audit_logs', 12)"))
        .isEqualTo(1L);
    forget();
    assertThat(numbers()).containsExactly(1L, 2L, 3L, 16L, 17L);
  }

  /** They did not say for which numbers they stand. */
  @Test
  void sealsOfMonthsThatAnOlderVersionDroppedHoldAndAreForgottenWithTheNext() throws SQLException {
    dropThreeMonths();
    tamper(
        """
        do $$
        begin
          for n in 13..15 loop
            update audit_seals set stands_for = null where tenant_id = ACME and number = n;
            update audit_seals as s set hash = seal_hash(
              (select p.hash from audit_seals as p where p.tenant_id = ACME and p.number = n - 1), s)
            where s.tenant_id = ACME and s.number = n;
          end loop;
        end $$
        """);
    assertThat(faults(Persona.ACME)).isEmpty();
    forget();
    assertThat(numbers()).as("nothing says what is gone").hasSize(15);
    superuser.change("select create_monthly_partition('audit_logs', '2020-05-01')");
    enter("2020-05");
    system.change("select drop_expired_partitions('audit_logs', 12)");
    forget();
    assertThat(numbers()).containsExactly(1L, 2L, 3L, 16L, 17L);
  }

  /** As after a restore into another server, where ids of transactions begin again. */
  @Test
  void entriesAreSealedWhereTransactionsBeginAgain() throws SQLException {
    tamper(
        "update audit_logs set seal_stamp = seal_stamp + 1000000;"
            + " delete from audit_seals; update audit_watermark set next_stamp = 0");
    // all is sealed as of the server that it was on
    superuser.change("update audit_watermark set next_stamp = 900000");
    system.change(ENTRY.formatted(Persona.ACME, "after"));
    assertThat(system.value("select max(seal_stamp) >> 48 from audit_logs")).isEqualTo(1L);
    assertThat((Long) system.value(SEAL)).isEqualTo(13L);
    system.change(ENTRY.formatted(Persona.ACME, "again"));
    assertThat(system.value(SEAL)).isEqualTo(1L);
    assertThat(faults(Persona.ACME)).isEmpty();
  }

  @Test
  void theTenantsAdministratorVerifiesAndNobodyElseOfATenant() throws SQLException {
    String verify = VERIFY.formatted(Persona.ACME);
    assertThat(subject.as(app, Persona.ADMIN).rows(verify)).isEmpty();
    assertThat(subject.as(app, Persona.ANN).attempt(verify).denied()).isTrue();
    assertThat(subject.as(app, Persona.RIVALS_ADMIN).attempt(verify).denied()).isTrue();
    assertThat(subject.as(app, Persona.ADMIN).attempt(SEAL).denied()).isTrue();
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
