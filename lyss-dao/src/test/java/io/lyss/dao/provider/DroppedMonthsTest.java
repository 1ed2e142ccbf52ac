package io.lyss.dao.provider;

import io.lyss.dao.Ids;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.testing.Expect;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Months of which the requests were dropped, and only sums are left. */
class DroppedMonthsTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();

  private static Instant monthsAgo(int months) {
    return ZonedDateTime.now(ZoneOffset.UTC).minusMonths(months).withDayOfMonth(1).toInstant();
  }

  @Test
  void theirRequestsAreRefused() {
    providers
        .database()
        .execute(
            "update lyss_provider.usage_watermark set closed_before = greatest(closed_before, '%s')"
                .formatted(monthsAgo(6)));
    Channel channel = providers.channel(tenant, providers.newChannel("m"));
    NewUsage late =
        NewUsage.of(Ids.next(), channel.id(), "m", TokenCounts.of(1, 1))
            .withId(Ids.at(monthsAgo(7)));
    UsageDao usage = providers.system().usage(tenant);
    Expect.refused("", () -> usage.record(late));
    Expect.refused("", () -> usage.record(late.withId(UUID.randomUUID())));
  }
}
