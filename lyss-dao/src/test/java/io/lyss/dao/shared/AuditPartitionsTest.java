package io.lyss.dao.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.session.AuditEntry;
import io.lyss.dao.session.AuditFilter;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.NewAuditEntry;
import io.lyss.dao.session.TableHealth;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.throwaway.ThrowawayDatabase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The log by months: where entries go, that nothing changes them, and how old months go. */
class AuditPartitionsTest extends SharedServiceTest {

  private static final Instant OLD = Instant.parse("2020-02-29T23:59:59.999999Z");

  private final SharedSession system = shared.system();

  private boolean record(Instant at) {
    return system
        .audit(tenant)
        .record(
            "user",
            new Event(
                tenant,
                Ids.next(),
                "user:1",
                1,
                "user.created",
                Json.EMPTY,
                Optional.empty(),
                Optional.empty(),
                at));
  }

  private List<String> partitionsOf(Instant at) {
    return shared.query(
        "select tableoid::regclass::text from lyss_shared.audit_logs where created_at = '%s'"
            .formatted(at));
  }

  private TableHealth health() {
    return system.storage().tableHealth().stream()
        .filter(table -> table.table().equals("audit_logs"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anEntryGoesToItsMonthInUtcOrElseToTheDefault() {
    TestDatabase.notOnCitus("sizes are the coordinator\'s, and rows stay in the default partition");
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    OffsetDateTime utc = now.atOffset(ZoneOffset.UTC);
    record(now);
    assertThat(partitionsOf(now))
        .containsExactly(
            "lyss_shared.audit_logs_%d_%02d".formatted(utc.getYear(), utc.getMonthValue()));
    record(OLD);
    assertThat(partitionsOf(OLD)).containsExactly("lyss_shared.audit_logs_default");
    assertThat(health().defaultPartitionBytes()).isPositive();
    AuditFilter old = AuditFilter.ALL.between(OLD, OLD.plusSeconds(1));
    AuditEntry before = system.audit(tenant).search(old, PAGE).items().get(0);
    // made late, the month takes what waits for it, and then goes with it
    shared.query(
        "select lyss_shared.create_monthly_partition('lyss_shared.audit_logs', '2020-02-01')");
    assertThat(partitionsOf(OLD)).containsExactly("lyss_shared.audit_logs_2020_02");
    assertThat(system.audit(tenant).search(old, PAGE).items()).containsExactly(before);
    assertThat(system.storage().expiredPartitions("audit_logs", 12))
        .containsExactly("audit_logs_2020_02");
    system.storage().dropExpiredPartitions("audit_logs", 12);
    assertThat(system.audit(tenant).search(old, PAGE).items()).isEmpty();
    assertThat(partitionsOf(now)).hasSize(1);
  }

  @Test
  void nobodyChangesAnEntryNotEvenASuperuser() {
    UUID entry =
        system
            .audit(tenant)
            .append(NewAuditEntry.of("portal", "x", NewAuditEntry.Resource.of("y", 1)))
            .id();
    ThrowawayDatabase database = shared.database();
    for (String table : List.of("audit_logs", "audit_logs_default")) {
      assertRefusedBySql(database, "truncate lyss_shared." + table);
    }
    assertRefusedBySql(database, "update lyss_shared.audit_logs set action = 'y'");
    assertRefusedBySql(database, "delete from lyss_shared.audit_logs");
    assertThat(
            shared.query("select id from lyss_shared.audit_logs where id = '%s'".formatted(entry)))
        .containsExactly(entry.toString());
  }

  private static void assertRefusedBySql(ThrowawayDatabase database, String sql) {
    assertThatThrownBy(() -> database.execute(sql))
        .as(sql)
        .rootCause()
        .hasMessageContaining("audit_logs is append-only");
  }
}
