package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Parallel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Usage that several callers charge at once. */
class ChargedAtOnceTest extends ChargedUsageFixture {

  private List<String> ledger() {
    return providers.query(
        "select kind from lyss_provider.quota_entries where tenant_id = '%s' order by recorded_at, kind"
            .formatted(tenant));
  }

  /** Limits have several slots by then, and each call wants some of the same. */
  @Test
  void callersAtOnceCountAllAndBlockNobody() throws Exception {
    channel =
        providers.channel(
            tenant, providers.newChannel(model).withLimits(new Quota(400), 1_000_000));
    token =
        providers
            .as(ann)
            .tokens()
            .issue(NewToken.of("u").withLimits(new Quota(100_000), 1_000_000))
            .details();
    Budget soft = budget(LimitSubject.TENANT, LimitUnit.AMOUNT, LimitPeriod.HOUR, 300);
    List<Callable<Long>> calls = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      Random random = new Random(caller);
      calls.add(
          () -> {
            long sum = 0;
            for (int i = 0; i < 12; i++) {
              long amount = random.nextInt(8);
              if (random.nextInt(3) > 0) {
                NewUsage usage = used(amount);
                assertThat(charge(usage)).isTrue();
                sum += amount;
                continue;
              }
              NewReservation request =
                  NewReservation.of(
                      ChannelRequest.of(model).withToken(token.id()), channel.id(), amount);
              if (providers.as(ann).quota().reserve(request).outcome()
                  == Reservation.Outcome.RESERVED) {
                providers
                    .as(ann)
                    .quota()
                    .settle(
                        request.id(),
                        Consumption.ofTokens(amount, 0, "USD", BigDecimal.ONE)
                            .withId(Ids.at(NOON)));
                sum += amount;
              }
            }
            return sum;
          });
    }
    long sum = Parallel.run(calls).stream().mapToLong(Long::longValue).sum();
    assertThat(used()).containsEntry("CHANNEL QUOTA ", Long.toString(sum));
    assertThat(used(soft)).isEqualTo(Long.toString(sum));
  }

  /**
   * Two that charge one id at once: the second waits for the first, and counts if that is undone.
   */
  @Test
  void ofTwoWithOneIdOneCounts() throws Exception {
    NewUsage usage = used(10);
    List<Boolean> answers =
        Parallel.run(
            List.of(
                () -> charge(usage),
                () -> charge(usage),
                () -> charge(usage),
                () -> charge(usage)));
    assertThat(answers).containsExactlyInAnyOrder(true, false, false, false);
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "10");
    assertThat(ledger()).containsExactly("charge");
  }
}
