package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A month that has rows of somebody under a legal hold stays, and the plan of retention says why.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.service.Subject#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(5)
class HeldMonthsTest {

  private static final String HOLD = "select set_legal_hold('%s', '%s', 'case 12')";
  private static final String END = "select end_legal_hold('%s', '%s')";

  private static final String ANN = UUID.randomUUID().toString();
  private static final String BEN = UUID.randomUUID().toString();

  @Parameter private Subject subject;
  private OwnedDatabase database;
  private Scoped superuser;
  private Scoped system;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = subject.open();
    superuser = TenantScoped.asLogin(database.superuser());
    system = subject.asSystem(database.app(), "a test");
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  private void entry(String tenant, String actor, String at) throws SQLException {
    superuser.change(
        "set local session_replication_role = replica;"
            + " insert into audit_logs (tenant_id, id, action, resource_type, actor_id, created_at)"
            + " values ('%s', gen_random_uuid(), 'x', 'y', '%s', '%s')"
                .formatted(tenant, actor, at));
  }

  private List<Object> expired() throws SQLException {
    return system.column(
        "select right(partition::text, 7) from expired_partitions('audit_logs', 12)");
  }

  private List<Object> dropped() throws SQLException {
    return system.column("select right(d, 7) from drop_expired_partitions('audit_logs', 12) as d");
  }

  private List<List<Object>> plan() throws SQLException {
    return system.rows(
        "select right(partition, 7), coalesce(hold, '') from retention_plan()"
            + " where table_name = 'audit_logs'");
  }

  @Test
  void theyStayUntilTheHoldEnds() throws SQLException {
    for (int month = 3; month <= 6; month++) {
      superuser.change("select create_monthly_partition('audit_logs', '2020-0" + month + "-01')");
    }
    entry(Persona.ACME, ANN, "2020-03-31 23:59:59.999999+00");
    entry(Persona.ACME, ANN, "2020-03-01 00:00+00");
    entry(Persona.ACME, BEN, "2020-04-01 00:00+00");
    // the same id in another tenant is somebody else
    entry(Persona.RIVAL, ANN, "2020-05-05 00:00+00");
    system.change(HOLD.formatted(Persona.ACME, ANN));
    assertThat(plan())
        .containsExactly(
            List.of("2020_03", "legal hold on the user " + ANN + " (2 rows)"),
            List.of("2020_04", ""),
            List.of("2020_05", ""),
            List.of("2020_06", ""));
    assertThat(expired()).containsExactly("2020_04", "2020_05", "2020_06");

    system.change(HOLD.formatted(Persona.ACME, Persona.ACME));
    assertThat(plan().subList(0, 2))
        .containsExactlyInAnyOrder(
            List.of("2020_03", plan().get(0).get(1)),
            List.of("2020_04", "legal hold on the tenant " + Persona.ACME + " (1 rows)"));
    assertThat((String) plan().get(0).get(1))
        .contains("the user " + ANN + " (2 rows)", "the tenant " + Persona.ACME + " (2 rows)");
    assertThat(expired()).containsExactly("2020_05", "2020_06");
    assertThat(dropped()).containsExactly("2020_05", "2020_06");
    assertThat(dropped()).isEmpty();
    assertThat(superuser.value("select count(*) from audit_logs where created_at < '2021-01-01'"))
        .isEqualTo(3L);

    system.change(END.formatted(Persona.ACME, Persona.ACME));
    assertThat(dropped()).containsExactly("2020_04");
    system.change(END.formatted(Persona.ACME, ANN));
    assertThat(dropped()).containsExactly("2020_03");
  }

  /** Also one whose hold is being set as the months are dropped. */
  @Test
  void aHoldThatIsBeingSetIsWaitedFor() throws SQLException {
    superuser.change("select create_monthly_partition('audit_logs', '2019-03-01')");
    entry(Persona.ACME, BEN, "2019-03-05 00:00+00");
    try (var other = database.app()) {
      Scoped setting = subject.asSystem(other, "a test");
      other.setAutoCommit(false);
      setting.bind();
      try (var statement = other.createStatement()) {
        statement.execute(HOLD.formatted(Persona.ACME, BEN));
      }
      assertThat(system.attempt("select drop_expired_partitions('audit_logs', 12)").sqlState())
          .isEqualTo("55P03");
      other.commit();
    }
    assertThat(dropped()).doesNotContain("2019_03");
    system.change(END.formatted(Persona.ACME, BEN));
    assertThat(dropped()).containsExactly("2019_03");
  }

  @Test
  void onlySystemWorkReadsWhomLegalHoldsKeep() throws SQLException {
    String held = "select held_rows('audit_logs', '-infinity', 'infinity')";
    assertThat(subject.as(database.app(), Persona.ADMIN).attempt(held).denied()).isTrue();
  }
}
