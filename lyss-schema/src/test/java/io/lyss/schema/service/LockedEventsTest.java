package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody forgets handled events of a tenant, in a transaction that goes on. */
@OneIn(5)
class LockedEventsTest {

  private static final String FORGET = "select forget_consumed_events('1 day', 10000)";

  @ParameterizedTest
  @MethodSource("io.lyss.schema.service.Subject#all")
  void holdsUpNoOtherTenant(Subject subject) throws SQLException {
    try (OwnedDatabase database = subject.open();
        Connection host = database.superuser();
        Connection app = database.app();
        Statement settings = app.createStatement()) {
      settings.execute("set lock_timeout = '100ms'");
      Scoped superuser = TenantScoped.asLogin(database.superuser());
      Scoped system = subject.asSystem(app, "a test");
      for (String tenant : new String[] {Persona.ACME, Persona.ACME, Persona.RIVAL}) {
        superuser.change(
            "insert into consumed_events (tenant_id, consumer, event_id, consumed_at)"
                + " values ('%s', 'c', gen_random_uuid(), '2020-01-01')".formatted(tenant));
      }
      host.setAutoCommit(false);
      try (Statement delete = host.createStatement()) {
        delete.execute(
            "delete from consumed_events where tenant_id = '%s'".formatted(Persona.ACME));
      }
      assertThat(
              (String)
                  system.column(FORGET + " || ' ' || current_setting('lyss.passed_over')").get(0))
          .startsWith("1 1 tenants are passed over, as")
          .endsWith(Persona.ACME);
      assertThat(
              superuser.value(
                  "select string_agg(distinct tenant_id::text, ' ') from consumed_events where consumed_at < '2021-01-01'"))
          .isEqualTo(Persona.ACME);
      Outcome alone = system.attempt(FORGET);
      assertThat(alone.sqlState()).isEqualTo("55P03");
      assertThat(alone.text()).contains("1 tenants are passed over, as");
      host.rollback();
      assertThat(system.column(FORGET)).containsExactly(2L);
    }
  }
}
