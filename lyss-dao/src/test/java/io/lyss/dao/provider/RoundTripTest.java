package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A call costs one round trip, scope included: counted on the wire. */
class RoundTripTest extends ProviderServiceTest {

  private static final PageRequest PAGE = PageRequest.first(20);
  private static final ChannelRequest REQUEST = ChannelRequest.of("m");

  private final RoundTrips trips;
  private final ProviderService service;
  private final UUID tenant = Ids.next();
  private final Scope.Tenant user = TestProviders.user(tenant);
  private final Channel channel = providers.channel(tenant, providers.newChannel("m"));
  private final Channel own = providers.personal(user, providers.newChannel("m"));
  private final IssuedToken token = providers.as(user).tokens().issue(NewToken.of("t"));

  RoundTripTest() throws IOException {
    trips = new RoundTrips(providers);
    service = ProviderService.over(trips.pool()).tokenPepper(TestProviders.PEPPER);
  }

  @AfterAll
  void closeAll() throws IOException {
    trips.close();
  }

  @Test
  void everyCallOfAUserTakesOneRoundTrip() throws SQLException {
    UUID id = own.id();
    UUID tokenId = token.details().id();
    AtomicReference<Channel> read = new AtomicReference<>(own);
    AtomicReference<UserToken> readToken = new AtomicReference<>(token.details());
    NewReservation held = NewReservation.of(REQUEST.withToken(tokenId), channel.id(), 1);
    Map<String, Consumer<ProviderSession>> calls = new LinkedHashMap<>();
    calls.put("types", s -> s.types().list());
    calls.put("get", s -> s.channels().get(id));
    calls.put("list", s -> s.channels().list(PAGE));
    calls.put("list usable", s -> s.channels().listUsable("m", PAGE));
    calls.put("create", s -> s.channels().createPersonal(user.userId(), providers.newChannel("m")));
    calls.put("update", s -> read.updateAndGet(c -> s.channels().update(c.withName("y"))));
    calls.put("set key", s -> s.channels().setKey(id, TestProviders.OTHER_KEY));
    calls.put("disable", s -> s.channels().disable(id));
    calls.put("may use", s -> s.channels().canUse(id));
    calls.put("explain", s -> s.channels().explainAccess(id));
    calls.put("select", s -> s.routing().select(REQUEST));
    calls.put("select with a token", s -> s.routing().select(REQUEST.withToken(tokenId)));
    calls.put("success", s -> s.routing().reportSuccess(channel.id()));
    calls.put("failure", s -> s.routing().reportFailure(id));
    calls.put("reserve", s -> s.quota().reserve(held));
    calls.put(
        "settle", s -> s.quota().settle(held.id(), Consumption.ofTokens(1, 1, BigDecimal.ONE)));
    calls.put("release", s -> s.quota().release(held.id()));
    calls.put("usage", s -> s.usage().daily(user.userId(), LocalDate.MIN, LocalDate.MAX));
    calls.put("issue", s -> s.tokens().issue(NewToken.of("t").withChannels(Set.of(id))));
    calls.put("get token", s -> s.tokens().get(tokenId));
    calls.put("list tokens", s -> s.tokens().list(PAGE));
    calls.put(
        "update token",
        s -> readToken.updateAndGet(t -> s.tokens().update(TestProviders.toChannels(id).apply(t))));
    calls.put("rotate", s -> s.tokens().rotate(tokenId, Duration.ofHours(1)));
    calls.put("revoke", s -> s.tokens().revoke(tokenId));
    calls.put("verify", s -> service.verify(token.secret().reveal()));
    trips.takeOneEach(service.as(user), calls);
  }

  @Test
  void everyCallOfSystemWorkTakesOneRoundTrip() throws SQLException {
    AtomicReference<ProviderType> type =
        new AtomicReference<>(providers.system().types().get("openai"));
    trips.takeOneEach(
        service.system("round trips"),
        Map.of(
            "key", s -> s.channels(tenant).key(channel.id()),
            "update type", s -> type.updateAndGet(t -> s.types().update(t.withDisplayName("y"))),
            "expire", s -> s.maintenance().expireReservations(10),
            "forget", s -> s.maintenance().forgetReservations(Duration.ofDays(1), 10)));
  }

  @Test
  void refusingWhatIsNoTokenTakesNoRoundTrip() throws SQLException {
    assertThat(trips.of(() -> service.verify("nonsense"))).isZero();
  }
}
