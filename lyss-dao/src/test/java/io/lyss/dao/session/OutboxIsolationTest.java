package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The outbox is for system work: a tenant's scope can publish, and nothing else. */
class OutboxIsolationTest extends ServiceTest {

  private final UUID tenant = UUID.randomUUID();
  private final BareSession session = services.as(tenant);

  @Test
  void aTenantDoesNotReadTheOutbox() {
    services.publish(tenant, "own", 1);
    EventDao events = session.events();
    Expect.denied(() -> events.deliver(1, Duration.ofSeconds(9), event -> {}));
    Expect.denied(() -> events.listWaiting(0, 1));
    Expect.denied(() -> events.await(Duration.ofMillis(1)));
    Expect.denied(() -> events.forgetConsumed(Duration.ZERO));
    assertThat(services.drain()).hasSize(1);
  }

  /** Neither its tables nor its functions. */
  @Test
  void aTenantsSqlDoesNotReachTheOutbox() {
    for (String sql :
        List.of(
            "select from lyss_user.outbox_keys",
            "select from lyss_user.outbox_events",
            "select from lyss_user.consumed_events",
            "select from lyss_user.given_up_events",
            "select lyss_user.give_up_event('" + tenant + "', null)",
            "select lyss_user.take_back_event('" + tenant + "', null)",
            "insert into lyss_user.outbox_keys (tenant_id, key) values ('" + tenant + "', 'k')",
            "delete from lyss_user.outbox_events",
            "select lyss_user.claim_events(1, 1, '1 s')",
            "select lyss_user.complete_event(null, null, 'k', 1, '1 s')",
            "select lyss_user.renew_claim(null, null, 'k', '1 s')",
            "select lyss_user.fail_event(null, null, 'k', 'x')",
            "select lyss_user.release_events(null)",
            "select lyss_user.publish_event('" + tenant + "', 'k', 'a.b')",
            "select lyss_user.write_event('" + tenant + "', null, 'k', 'a.b', '{}')",
            "select lyss_user.raise_outbox_floor()",
            "select lyss_user.remove_key('" + tenant + "', 'k', 1)",
            "select from lyss_user.outbox_turns",
            "select from lyss_user.outbox_floors",
            "select lyss_user.record_administrator()")) {
      assertThatThrownBy(() -> session.withJooq(jooq -> jooq.execute(sql)))
          .as(sql)
          .hasMessageContaining("permission denied");
    }
  }

  /** System work reads the tables and calls the functions; only functions write. */
  @Test
  void systemWorkDoesNotWriteTheTablesOfTheOutbox() {
    for (String sql :
        List.of(
            "delete from lyss_user.outbox_events",
            "update lyss_user.outbox_keys set failures = 0",
            "delete from lyss_user.outbox_turns",
            "select lyss_user.publish_event('" + tenant + "', 'tenant:1', 'tenant.deleted')",
            "select lyss_user.write_event('" + tenant + "', null, 'k', 'a.b', '{}')",
            "delete from lyss_user.given_up_events",
            "select lyss_user.wake_workers()",
            "delete from lyss_user.consumed_events")) {
      assertThatThrownBy(() -> services.system().withJooq(jooq -> jooq.execute(sql)))
          .as(sql)
          .hasMessageContaining("permission denied");
    }
  }
}
