package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Repricing;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.UsageBucket;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.testing.SetBack;
import io.lyss.throwaway.OneIn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of gateways have reported of costs and of sums of usage. */
class OthersUsageFaultsTest extends PlatformTest {

  private static final Instant NOON =
      Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(12));
  private static final PageRequest PAGE = PageRequest.first(1000);

  private final User admin = platform.admin();
  private final User user = platform.user();
  private final Provider provider = platform.organization(admin);

  private NewUsage used(String model, TokenCounts counts) {
    return NewUsage.of(user.id(), provider.id(), model, counts).withId(Ids.at(NOON));
  }

  private String priced(UnitPrices prices) {
    String model = platform.name("gpt-");
    platform
        .system()
        .prices()
        .set(
            NewPrice.of(new PricedModel("openai", model), "USD", prices)
                .from(NOON.minus(Duration.ofDays(300))));
    return model;
  }

  private List<UsageSum> sums(String model, UsageDimension... by) {
    return platform
        .as(admin)
        .usage()
        .list(UsageQuery.of(UsageWindow.of(Instant.MIN, Instant.MAX), by).ofModel(model));
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /** Days that were read one by one came to half as much again as all of them together. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Asia/Kolkata",
        "America/Los_Angeles",
        "Atlantic/Azores",
        "America/Havana",
        "Africa/Cairo",
        "Australia/Lord_Howe"
      })
  @OneIn(4)
  void daysThatAreReadOneByOneAddUpToAllOfThem(String name) {
    ZoneId zone = ZoneId.of(name);
    String model = platform.name("gpt-");
    SetBack days = SetBack.last(zone, NOON);
    List<Instant> midnights = days.midnights();
    platform
        .system()
        .usage()
        .record(
            days.halfHours().stream()
                .map(at -> used(model, TokenCounts.of(1, 0)).withId(Ids.at(at)))
                .toList());
    for (int step = 0; step < 2; step++) {
      for (User reader : List.of(user, admin)) {
        UsageDao usage = platform.as(reader).usage();
        UsageWindow all = UsageWindow.of(midnights.get(0), midnights.get(3));
        List<UsageSum> sums =
            usage.list(UsageQuery.of(all.by(UsageBucket.DAY, zone)).ofModel(model));
        assertThat(sums)
            .extracting(sum -> sum.bucket().orElseThrow())
            .isEqualTo(midnights.subList(0, 3));
        assertThat(sums).extracting(UsageSum::requests).isEqualTo(days.halfHoursOfDays());
        assertThat(usage.list(UsageQuery.of(all.by(UsageBucket.MONTH, zone)).ofModel(model)))
            .extracting(sum -> sum.bucket().orElseThrow())
            .isEqualTo(days.months());
        for (int day = 0; day < 3; day++) {
          UsageWindow one = UsageWindow.of(midnights.get(day), midnights.get(day + 1));
          assertThat(usage.list(UsageQuery.of(one.by(UsageBucket.DAY, zone)).ofModel(model)))
              .containsExactly(sums.get(day));
        }
      }
      platform.system().maintenance().refreshUsage();
    }
  }

  /** A cost of 0 that was told was taken for none, and computed instead. */
  @Test
  void aCostOfZeroThatWasToldStays() {
    String model = priced(UnitPrices.of(BigDecimal.ONE, BigDecimal.TEN));
    platform.system().usage().record(used(model, TokenCounts.of(5, 5)).withCost(BigDecimal.ZERO));
    UsageDao system = platform.system().usage();
    assertThat(
            system.rerate(new Repricing(model, Instant.MIN, Instant.MAX, "again"), PAGE).adjusted())
        .isZero();
    assertThat(sums(model)).extracting(UsageSum::unpriced).containsExactly(0L);
    assertThat(sums(model)).extracting(sum -> plain(sum.cost())).containsExactly("0");
  }

  /** Cached input and the thinking in the output were paid twice, or for nothing. */
  @Test
  void whatAProviderCountsWithinAnotherKindIsPaidOnce() {
    String model =
        priced(
            UnitPrices.of(BigDecimal.valueOf(2), BigDecimal.TEN)
                .with("input.cached", BigDecimal.ONE)
                .with("output.reasoning", BigDecimal.valueOf(4)));
    TokenCounts counts =
        TokenCounts.of(17_903, 266)
            .including("input.cached", 17_817)
            .including("output.reasoning", 261);
    platform.system().usage().record(used(model, counts));
    assertThat(sums(model)).extracting(UsageSum::tokens).containsExactly(18_169L);
    assertThat(sums(model)).extracting(sum -> plain(sum.cost())).containsExactly("0.019083");
  }

  /** A refusal by the provider, of which nothing was used, waited for a price for ever. */
  @Test
  void aFailureThatUsedNothingNeedsNoPrice() {
    String model = platform.name("gpt-");
    platform
        .system()
        .usage()
        .record(
            List.of(
                used(model, TokenCounts.NONE).withOutcome(RequestOutcome.FAILED),
                used(model, TokenCounts.of(1, 1)).withOutcome(RequestOutcome.FAILED)));
    assertThat(sums(model)).extracting(UsageSum::requests).containsExactly(2L);
    assertThat(sums(model)).extracting(UsageSum::unpriced).containsExactly(1L);
  }
}
