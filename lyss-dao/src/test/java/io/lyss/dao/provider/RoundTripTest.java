package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What costs no round trip, counted on the wire. */
class RoundTripTest extends ProviderServiceTest {

  private final RoundTrips trips;
  private final ProviderService service;

  RoundTripTest() throws IOException {
    trips = new RoundTrips(providers);
    service = ProviderService.over(trips.pool()).tokenPepper(TestProviders.PEPPER);
  }

  @AfterAll
  void closeAll() throws IOException {
    trips.close();
  }

  @Test
  void verifyingTextThatIsNoTokenTakesNoRoundTrip() throws SQLException {
    assertThat(trips.of(() -> service.verify("nonsense"))).isZero();
  }
}
