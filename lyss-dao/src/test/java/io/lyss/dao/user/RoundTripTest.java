package io.lyss.dao.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.session.Delivery;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What costs more than one round trip, counted on the wire. */
class RoundTripTest extends UserServiceTest {

  private final RoundTrips roundTrips = new RoundTrips(users);
  private final UserService service = UserService.over(roundTrips.pool());
  private final Tenant tenant = users.tenant();

  RoundTripTest() throws IOException {}

  @AfterAll
  void closeAll() throws IOException {
    roundTrips.close();
  }

  @Test
  void aHandledEventTakesOneRoundTripBesideClaimAndRelease() throws SQLException {
    int[] handled = {0};
    for (int events : List.of(1, 5)) {
      users.events(tenant.id());
      int taken =
          roundTrips.of(
              () -> {
                for (int i = 0; i < events; i++) {
                  users.system().events().publish(tenant.id(), "k" + i, "a.b", new Json("{}"));
                }
                Delivery delivery =
                    service
                        .asSystem("worker")
                        .events()
                        .deliver(10, Duration.ofMinutes(5), event -> handled[0]++);
                assertThat(delivery.handled()).isEqualTo(events);
              });
      assertThat(taken).isEqualTo(events + 2);
    }
    assertThat(handled[0]).isEqualTo(18);
  }
}
