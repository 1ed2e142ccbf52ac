package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
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
 * Of a tenant that was erased nothing is left but what is said to remain, and others have all of
 * theirs.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.service.Subject#all")
@OneIn(5)
class EraseTenantTest {

  private static final String ERASE =
      "select erased_at is not null from erase_user('%1$s', '%1$s', %2$d)";

  @Parameter private Subject subject;

  private OwnedDatabase database;
  private Scoped system;
  private Scoped superuser;

  @BeforeEach
  void open() throws SQLException {
    database = subject.open();
    system = subject.asSystem(database.app(), "a test");
    superuser = Scoped.asLogin(database.superuser());
    superuser.change("delete from legal_holds where tenant_id = '%s'".formatted(Persona.ACME));
    setStatus("deleted");
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private void setStatus(String status) throws SQLException {
    system.rows(
        subject.database() == LyssDatabase.USER
            ? "select set_tenant_status('%s', '%s')".formatted(Persona.ACME, status)
            : """
              select accept_tenant('%s', jsonb_build_object('status', '%s', 'changed_at', clock_timestamp()))
              """
                .formatted(Persona.ACME, status));
  }

  private int erase(int limit) throws SQLException {
    for (int step = 1; step < 1000; step++) {
      if (system.value(ERASE.formatted(Persona.ACME, limit)).equals(true)) {
        return step;
      }
    }
    throw new AssertionError("it does not end");
  }

  /** Every table that has a tenant, by the catalog. */
  private Map<String, Long> rows(String tenant) throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    for (Object table :
        superuser.column(
            """
            select c.relname::text from pg_class as c
            join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id'
            where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
              and not c.relispartition
            """)) {
      rows.put(
          (String) table,
          (Long)
              superuser.value(
                  "select count(*) from %s where tenant_id = '%s'".formatted(table, tenant)));
    }
    return rows;
  }

  private List<Object> othersRows() throws SQLException {
    List<Object> rows = new ArrayList<>();
    for (String table : rows(Persona.RIVAL).keySet()) {
      rows.addAll(
          superuser.column(
              "select '%1$s ' || t from %1$s as t where tenant_id <> '%2$s' order by 1"
                  .formatted(table, Persona.ACME)));
    }
    return rows;
  }

  @Test
  void nothingIsLeftButWhatIsSaidToRemain() throws SQLException {
    List<Object> others = othersRows();
    Map<String, Long> before = rows(Persona.ACME);

    assertThat(erase(2)).as("steps").isGreaterThan(1);

    Map<String, Long> left = rows(Persona.ACME);
    left.values().removeIf(count -> count == 0);
    assertThat(
            superuser.column("select table_name from personal_tables() where remains is not null"))
        .containsAll(List.<Object>copyOf(left.keySet()));
    assertThat(left).containsKeys("audit_logs", "erasures", "outbox_events");
    assertThat(othersRows()).isEqualTo(others);
    assertThat(
            system.rows(
                "select key, payload -> 'counts' <> '{}' from outbox_events where type = 'tenant.erased'"))
        .containsExactly(List.of("tenant:" + Persona.ACME, true));
    // what a step deleted is counted once, and all of it
    Map<String, Long> gone = new TreeMap<>(before);
    gone.keySet().removeAll(left.keySet());
    gone.values().removeIf(count -> count == 0);
    Map<String, Long> counted = new TreeMap<>();
    system
        .rows(
            "select c.key, c.value::bigint from erasures as e cross join jsonb_each_text(e.counts) as c where e.tenant_id = e.user_id")
        .forEach(count -> counted.put((String) count.get(0), (Long) count.get(1)));
    assertThat(counted).isEqualTo(gone);
    assertThat(erase(1000)).as("again").isEqualTo(1);
  }

  @Test
  void onlyADeletedTenantThatNothingHoldsIsErased() throws SQLException {
    setStatus("suspended");
    assertThat(system.attempt(ERASE.formatted(Persona.ACME, 10)).text()).contains("is not deleted");
    setStatus("deleted");
    system.rows(
        "select set_legal_hold('%s', '%s', 'case 12')".formatted(Persona.ACME, Persona.ANN_ID));
    assertThat(system.attempt(ERASE.formatted(Persona.ACME, 10)).text())
        .contains("a legal hold keeps what is about the tenant");
    assertThat(
            subject
                .as(database.app(), Persona.ADMIN)
                .attempt(ERASE.formatted(Persona.ACME, 10))
                .denied())
        .isTrue();
    system.rows("select end_legal_hold('%s', '%s')".formatted(Persona.ACME, Persona.ANN_ID));
    assertThat(erase(10)).isPositive();
  }

  /** A job goes on with it, and a journal brings it back to a restored backup. */
  @Test
  void aJobDoesWhatAJournalSays() throws SQLException {
    String journal =
        "'[{\"tenant_id\": \"%1$s\", \"user_id\": \"%1$s\", \"erased_at\": \"2026-01-01T00:00:00Z\"}]'"
            .formatted(Persona.ACME);
    assertThat(system.value("select replay_erasures(%s)".formatted(journal))).isEqualTo(1L);
    system.rows(
        "select set_legal_hold('%s', '%s', 'case 12')".formatted(Persona.ACME, Persona.ANN_ID));
    finish();
    assertThat(system.rows("select from missing_erasures(%s)".formatted(journal))).hasSize(1);
    system.rows("select end_legal_hold('%s', '%s')".formatted(Persona.ACME, Persona.ANN_ID));
    finish();
    assertThat(system.rows("select from missing_erasures(%s)".formatted(journal))).isEmpty();
    if (subject.database() == LyssDatabase.USER) {
      assertThat(
              system
                  .attempt("select set_tenant_status('%s', 'active')".formatted(Persona.ACME))
                  .text())
          .contains("is being erased, or was");
      assertThat(
              system.rows("select name, slug from tenants where id = '%s'".formatted(Persona.ACME)))
          .containsExactly(List.of(Persona.ACME, Persona.ACME));
    }
  }

  private void finish() throws SQLException {
    for (int step = 0;
        step < 100 && !system.value("select finish_erasures(7)").equals(0L);
        step++) {
      // a step each
    }
  }

  @Test
  void nobodyElseDeletesWhatIsAppendOnly() throws SQLException {
    for (Object table :
        superuser.column(
            "select distinct tgrelid::regclass::text from pg_trigger where tgname ~ '^refuse_change_of' and tgparentid = 0 and tgtype::integer & 8 <> 0")) {
      assertThat(superuser.attempt("delete from " + table).denied()).as("%s", table).isTrue();
    }
  }
}
