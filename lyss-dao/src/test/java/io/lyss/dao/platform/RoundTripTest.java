package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A call takes one round trip, its scope included, counted on the wire. */
class RoundTripTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(20);

  private final RoundTrips roundTrips = new RoundTrips(platform);
  private final HikariDataSource pool = roundTrips.pool();
  private final User user = platform.user();
  private final User admin = platform.admin();
  private final Provider provider = platform.personal(user);
  private final Provider shared = platform.organization(admin);
  private final Conversation conversation =
      platform.as(user).conversations().open(provider.id(), "warm");

  RoundTripTest() throws IOException {}

  @AfterAll
  void closeAll() throws IOException {
    roundTrips.close();
  }

  private Map<String, Consumer<PlatformSession>> usersCalls() {
    Map<String, Consumer<PlatformSession>> calls = new LinkedHashMap<>();
    int self = user.id();
    long talk = conversation.id();
    calls.put("get user", s -> s.users().get(self));
    calls.put("list users", s -> s.users().list(PAGE));
    calls.put("get provider", s -> s.providers().get(provider.id()));
    calls.put("create provider", s -> s.providers().createPersonal(platform.newProvider()));
    calls.put("list available", s -> s.providers().listAvailable(PAGE));
    calls.put("may use", s -> s.providers().canUserAccessProvider(self, provider.id()));
    calls.put("may use of many", s -> s.providers().accessibleProviders(self, List.of(1, 2, 3)));
    calls.put("explain", s -> s.providers().explainAccess(self, provider.id()));
    calls.put("distributions", s -> s.distributions().listByUser(self, PAGE));
    calls.put("open", s -> s.conversations().open(provider.id(), "x"));
    AtomicReference<Conversation> read =
        new AtomicReference<>(platform.as(user).conversations().get(talk));
    calls.put("update", s -> read.updateAndGet(c -> s.conversations().update(c.withTitle("y"))));
    calls.put("list conversations", s -> s.conversations().list(PAGE));
    calls.put("search conversations", s -> s.conversations().search("y", PAGE));
    calls.put("append", s -> s.messages().append(talk, NewMessage.of(MessageRole.USER, "rain")));
    calls.put("newest messages", s -> s.messages().listNewestFirst(talk, PAGE));
    calls.put("oldest messages", s -> s.messages().listOldestFirst(talk, PAGE));
    calls.put("search messages", s -> s.messages().search("raining", PAGE));
    calls.put("record", s -> s.usage().record(NewUsage.of(conversation, 1, BigDecimal.ONE)));
    calls.put("daily", s -> s.usage().daily(self, LocalDate.MIN, LocalDate.MAX));
    calls.put("summary", s -> s.usage().summary());
    calls.put("audit", s -> s.audit().append(NewAuditEntry.of("x", "user", 1)));
    calls.put("search audit", s -> s.audit().search(AuditFilter.ALL, PAGE));
    return calls;
  }

  @Test
  void everyCallOfAUserTakesOneRoundTrip() throws SQLException {
    roundTrips.takeOneEach(Platform.over(pool).as(user.id()), usersCalls());
  }

  @Test
  void everyCallOfAnAdministratorAndOfSystemWorkTakesOneRoundTrip() throws SQLException {
    roundTrips.takeOneEach(
        Platform.over(pool).as(admin.id()),
        Map.of(
            "distribute", s -> s.distributions().distribute(shared.id(), List.of(user.id())),
            "revoke", s -> s.distributions().revoke(shared.id(), List.of(user.id())),
            "set key", s -> s.providers().setApiKey(shared.id(), TestPlatform.KEY)));
    roundTrips.takeOneEach(
        Platform.over(pool).system("round trips"),
        Map.of(
            "read key", s -> s.providers().apiKey(shared.id()),
            "create user", s -> s.users().create(platform.newUser()),
            "clean up", s -> s.maintenance().deleteEmptyConversations(Duration.ofDays(1)),
            "health", s -> s.storage().tableHealth()));
  }

  @Test
  void everyCallThatJoinsATransactionTakesOneRoundTrip() throws SQLException {
    try (Connection host = pool.getConnection()) {
      host.setAutoCommit(false);
      roundTrips.takeOneEach(Platform.over(pool).as(user.id()).joining(host), usersCalls());
      host.rollback();
    }
  }

  @Test
  void aTransactionTakesOneRoundTripPerCallAndOneToCommit() throws SQLException {
    PlatformSession session = Platform.over(pool).as(user.id());
    for (int calls : List.of(1, 2, 5, 12)) {
      assertThat(
              roundTrips.of(
                  () ->
                      session.useTransaction(
                          inner -> {
                            for (int i = 0; i < calls; i++) {
                              inner.conversations().open(provider.id(), "x");
                            }
                          })))
          .isEqualTo(calls + 1);
    }
  }

  @Test
  void whatIsCountedIsThere() throws SQLException {
    assertThat(
            roundTrips.of(
                () -> {
                  Platform.over(pool).as(user.id()).users().get(user.id());
                  Platform.over(pool).as(user.id()).users().get(user.id());
                  Platform.over(pool).as(user.id()).users().get(user.id());
                }))
        .isEqualTo(3);
  }
}
