package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reservations that somebody has locked hold up no younger ones: a job with a limit expires or
 * forgets as many as it may, the oldest of the others first. In the rows here, each is older than
 * the next, and two tenants take turns.
 */
class SkippedReservationsTest extends ProviderServiceTest {

  private static final int ROWS = 8;

  private final List<Scope.TenantUser> users =
      List.of(TestProviders.user(Ids.next()), TestProviders.user(Ids.next()));
  private final List<UUID> rows = new ArrayList<>();

  private Connection other;

  @BeforeEach
  void reserve() throws Exception {
    providers.database().execute("truncate lyss_provider.quota_reservations");
    rows.clear();
    List<Channel> channels =
        users.stream()
            .map(user -> providers.channel(user.tenantId(), providers.newChannel("m")))
            .toList();
    for (int n = 0; n < ROWS; n++) {
      NewReservation row =
          NewReservation.of(ChannelRequest.of("m"), channels.get(n % 2).id(), 1)
              .withHold(Duration.ofMinutes(n + 1));
      providers.as(users.get(n % 2)).quota().reserve(row);
      rows.add(row.id());
    }
    providers.stopClock(Instant.now().plus(Duration.ofDays(1)));
    other = providers.database().dataSource().getConnection();
    other.setAutoCommit(false);
  }

  @AfterEach
  void release() throws Exception {
    other.rollback();
    other.close();
  }

  /** Locks the oldest, each of a known tenant, as Citus asks for. */
  private void lock(int count) throws Exception {
    try (Statement statement = other.createStatement()) {
      for (int n = 0; n < count; n++) {
        statement.execute(
            "select id from lyss_provider.quota_reservations where tenant_id = '%s' and id = '%s' for update"
                .formatted(users.get(n % 2).tenantId(), rows.get(n)));
      }
    }
  }

  private long expire(int limit) {
    return providers.system().maintenance().expireReservations(limit);
  }

  private long forget(int limit) throws Exception {
    try (Connection connection = providers.pool().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "set local role lyss_system; set local app.system_reason = 'test';"
              + " set local search_path = lyss_provider");
      try (ResultSet forgotten =
          statement.executeQuery("select forget_reservations(interval '0', %d)".formatted(limit))) {
        forgotten.next();
        long count = forgotten.getLong(1);
        connection.commit();
        return count;
      }
    }
  }

  private List<UUID> in(String state) {
    return providers
        .query(
            "select id from lyss_provider.quota_reservations where state = '%s' order by expires_at"
                .formatted(state))
        .stream()
        .map(UUID::fromString)
        .toList();
  }

  @Test
  void theOldestThatNobodyHasLockedExpire() throws Exception {
    lock(3);
    assertThat(expire(2)).isEqualTo(2);
    assertThat(in("expired")).isEqualTo(rows.subList(3, 5));
    assertThat(expire(100)).isEqualTo(3);
    assertThat(expire(100)).isZero();
    assertThat(in("reserved")).isEqualTo(rows.subList(0, 3));
    other.rollback();
    assertThat(expire(1)).isEqualTo(1);
    assertThat(in("reserved")).isEqualTo(rows.subList(1, 3));
  }

  @Test
  void theOldestThatNobodyHasLockedAreForgotten() throws Exception {
    assertThat(expire(100)).isEqualTo(ROWS);
    lock(3);
    assertThat(forget(2)).isEqualTo(2);
    List<UUID> left = new ArrayList<>(rows.subList(0, 3));
    left.addAll(rows.subList(5, ROWS));
    assertThat(in("expired")).isEqualTo(left);
    assertThat(forget(100)).isEqualTo(3);
    assertThat(forget(100)).isZero();
    assertThat(in("expired")).isEqualTo(rows.subList(0, 3));
    other.rollback();
    assertThat(forget(1)).isEqualTo(1);
    assertThat(in("expired")).isEqualTo(rows.subList(1, 3));
  }

  @Test
  void noneAreForgottenForALimitOfNone() throws Exception {
    assertThat(expire(0)).isZero();
    assertThat(expire(100)).isEqualTo(ROWS);
    assertThat(forget(0)).isZero();
    assertThat(in("expired")).isEqualTo(rows);
  }
}
