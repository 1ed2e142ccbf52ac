package io.lyss.dao.platform;

import io.lyss.dao.testing.talks.Interleavings;
import io.lyss.dao.testing.talks.TalkModel;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Messages are listed in the order of commits, each once, and none is missed. */
class MessageOrderTest extends PlatformTest {

  private final PlatformTalks talks = PlatformTalks.of(platform);

  @Test
  void aReaderWhoGoesOnMissesNothingInWhateverOrderTwoTransactionsAppend() throws Exception {
    new Interleavings<>(
            platform,
            talks,
            connection ->
                new PlatformTalks(platform, talks.session().joining(connection), talks.provider()))
        .hold();
  }

  @Test
  void conversationsAreAsTheirModelOverManyMonths() {
    for (int month = 0; month <= 30; month++) {
      platform
          .database()
          .execute(
              "select lyss_platform.create_monthly_partition('lyss_platform.messages', '"
                  + YearMonth.now(ZoneOffset.UTC).minusMonths(month).atDay(1)
                  + "')");
    }
    new TalkModel<>(PlatformTalks.of(platform)).holds(300);
  }
}
