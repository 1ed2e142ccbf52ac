package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.UsageWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Sums of usage before and after they are refreshed. */
class RefreshedUsageTest extends PlatformTest {

  private final UsageDao system = platform.system().usage();

  @Test
  void aUserCountsOnlyTheirOwn() {
    User one = platform.user();
    User two = platform.user();
    Provider own = platform.personal(one);
    system.record(NewUsage.of(one.id(), own.id(), 7, BigDecimal.ONE));
    system.record(NewUsage.of(two.id(), own.id(), 8, BigDecimal.ONE));
    for (int refreshed = 0; refreshed < 2; refreshed++) {
      UsageDao dao = platform.as(one).usage();
      assertThat(dao.activeUsers(Instant.MIN, Instant.MAX)).isEqualTo(1);
      assertThat(dao.ranking(Instant.MIN, Instant.MAX, 9))
          .extracting(RankedProvider::tokens)
          .containsExactly(7L);
      assertThat(
              dao.list(
                  UsageQuery.of(UsageWindow.of(Instant.MIN, Instant.MAX), UsageDimension.USER)))
          .extracting(UsageSum::userId)
          .containsExactly(OptionalInt.of(one.id()));
      platform.system().maintenance().refreshUsage();
    }
  }

  @Test
  void theDailyViewIsRefreshedWhereItHasNoRows() {
    User user = platform.user();
    system.record(NewUsage.of(user.id(), platform.personal(user).id(), 7, BigDecimal.ONE));
    platform
        .database()
        .execute("refresh materialized view lyss_platform.mv_provider_usage_daily with no data");
    platform.system().maintenance().refreshDailyUsage();
    assertThat(system.dailyOfAll(LocalDate.MIN, LocalDate.MAX)).isNotNull();
  }
}
