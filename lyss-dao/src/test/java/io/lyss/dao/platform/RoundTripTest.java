package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What several calls cost, counted on the wire. */
class RoundTripTest extends PlatformTest {

  private final RoundTrips roundTrips = new RoundTrips(platform);
  private final HikariDataSource pool = roundTrips.pool();
  private final User user = platform.user();
  private final Provider provider = platform.personal(user);

  RoundTripTest() throws IOException {}

  @AfterAll
  void closeAll() throws IOException {
    roundTrips.close();
  }

  @Test
  void aTransactionTakesOneRoundTripPerCallAndOneToCommit() throws SQLException {
    PlatformSession session = Platform.over(pool).asUser(user.id());
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
  void threeCallsAreCountedAsThreeRoundTrips() throws SQLException {
    assertThat(
            roundTrips.of(
                () -> {
                  Platform.over(pool).asUser(user.id()).users().get(user.id());
                  Platform.over(pool).asUser(user.id()).users().get(user.id());
                  Platform.over(pool).asUser(user.id()).users().get(user.id());
                }))
        .isEqualTo(3);
  }
}
