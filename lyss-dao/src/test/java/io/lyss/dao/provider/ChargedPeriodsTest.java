package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Charged usage counts in the period of its request, and publishes the limits that it passes there.
 */
class ChargedPeriodsTest extends ChargedUsageFixture {

  @Test
  void itCountsInThePeriodOfItsRequest() {
    Budget today = budget(LimitSubject.TENANT, LimitUnit.AMOUNT, LimitPeriod.DAY, 50);
    assertThat(charge(used(7, NOON.minus(Duration.ofDays(1))))).isTrue();
    assertThat(used(today)).as("of a limit that nobody has used before").isEqualTo("0");
    assertThat(charge(used(20))).isTrue();
    assertThat(charge(used(11, NOON.minus(Duration.ofDays(1))))).isTrue();
    assertThat(used(today)).isEqualTo("20");
    assertThat(charge(used(1, NOON.plus(Duration.ofMinutes(50))))).as("ahead").isTrue();
    assertThat(used(today)).isEqualTo("21");
    assertThat(used()).containsEntry("CHANNEL QUOTA ", "39");
    providers.stopClock(NOON.plus(Duration.ofDays(1)));
    assertThat(charge(used(5, NOON.plus(Duration.ofDays(1))))).isTrue();
    assertThat(used(today)).isEqualTo("5");
    assertThat(
            providers.query(
                """
                select l.period_start::date - date '%s' || ' ' || sum(l.used)
                from lyss_provider.quota_entries as e, unnest(e.lines) as l
                where e.tenant_id = '%s' and l.measure = 'budget'
                group by l.period_start
                order by l.period_start
                """
                    .formatted(NOON.toString().substring(0, 10), tenant)))
        .containsExactly("-1 18", "0 21", "1 5");
  }

  @Test
  void aClockThatIsAheadBeginsNoPeriod() {
    providers.stopClock(NOON.plus(Duration.ofHours(12)).minusSeconds(600));
    Budget today = budget(LimitSubject.TENANT, LimitUnit.AMOUNT, LimitPeriod.DAY, 50);
    assertThat(charge(used(20, NOON.plus(Duration.ofHours(12))))).isTrue();
    assertThat(used(today)).isEqualTo("20");
  }

  @Test
  void aSoftLimitThatItPassesIsPublishedOnce() {
    NewBudget budget =
        NewBudget.ofTenant("b", LimitUnit.AMOUNT, LimitPeriod.TOTAL, BigDecimal.valueOf(90))
            .withSoftLimit(BigDecimal.valueOf(40));
    providers.system().budgets(tenant).create(budget);
    List<Integer> events = new ArrayList<>();
    for (int amount : new int[] {40, 1, 50, 5}) {
      charge(used(amount));
      events.add(providers.events("budget:" + budget.id()).size());
    }
    assertThat(events).containsExactly(0, 1, 1, 1);
  }

  @Test
  void aPeriodThatIsOverPublishesNothing() {
    NewBudget budget =
        NewBudget.ofTenant("b", LimitUnit.AMOUNT, LimitPeriod.DAY, BigDecimal.valueOf(90))
            .withSoftLimit(BigDecimal.valueOf(40));
    providers.system().budgets(tenant).create(budget);
    charge(used(30));
    budget(LimitSubject.USER, LimitUnit.REQUESTS, LimitPeriod.TOTAL, 9); // which nobody has used
    charge(used(30, NOON.minus(Duration.ofDays(1))));
    assertThat(providers.events("budget:" + budget.id())).isEmpty();
    charge(used(11));
    assertThat(providers.events("budget:" + budget.id())).hasSize(1);
  }
}
