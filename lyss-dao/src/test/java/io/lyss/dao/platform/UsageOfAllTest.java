package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lyss.dao.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The usage of all users, as far as each of them sees it. */
class UsageOfAllTest extends PlatformTest {

  private static final LocalDate DAY = LocalDate.now(ZoneOffset.UTC).minusDays(60);
  private static final Instant NOON = DAY.atTime(12, 0).toInstant(ZoneOffset.UTC);

  private final User admin = platform.admin();
  private final User one = platform.user();
  private final User two = platform.user();
  private final Provider shared = platform.organization(admin);
  private final Provider unused = platform.organization(admin);
  private final Provider ofOne = platform.personal(one);
  private final Provider ofTwo = platform.personal(two);

  @BeforeAll
  void use() {
    platform.distribute(admin, shared, one);
    platform
        .system()
        .usage()
        .record(
            List.of(
                used(one, shared, 1),
                used(two, shared, 2),
                used(one, ofOne, 4),
                used(two, ofTwo, 8)));
    platform.system().maintenance().refreshDailyUsage();
  }

  private static NewUsage used(User user, Provider provider, int tokens) {
    return NewUsage.of(user.id(), provider.id(), tokens, new BigDecimal(2 * tokens))
        .withId(Ids.at(NOON.plusSeconds(tokens)));
  }

  private List<Long> tokens(PlatformSession session) {
    return session.usage().dailyOfAll(DAY, DAY.plusDays(1)).stream()
        .map(DailyUsage::tokens)
        .toList();
  }

  @Test
  void anAdministratorSeesDailyUsageOfTheOrganizationAndAUserTheirOwn() {
    assertThat(tokens(platform.system())).startsWith(3L, 4L, 8L);
    assertThat(tokens(platform.as(admin))).containsExactly(3L);
    assertThat(tokens(platform.as(one))).containsExactly(4L);
    assertThat(tokens(platform.as(two))).containsExactly(8L);
  }

  @Test
  void dailyUsageIsAsOfTheLastRefresh() {
    User late = platform.user();
    Provider own = platform.personal(late);
    platform.system().usage().record(used(late, own, 16));
    assertThat(tokens(platform.as(late))).isEmpty();
    assertThat(platform.as(late).usage().daily(late.id(), DAY, DAY.plusDays(1))).hasSize(1);
    platform.system().maintenance().refreshDailyUsage();
    assertThat(tokens(platform.as(late))).containsExactly(16L);
  }

  @Test
  void anAdministratorSeesEachUsersUsageOfTheOrganizationOnly() {
    UsageDao dao = platform.as(admin).usage();
    assertThat(dao.daily(one.id(), DAY, DAY.plusDays(1)))
        .extracting(DailyUsage::tokens)
        .containsExactly(1L);
    assertThat(dao.daily(two.id(), DAY, DAY.plusDays(1)))
        .extracting(DailyUsage::tokens)
        .containsExactly(2L);
  }

  @Test
  void theSummaryCountsWhatTheScopeSees() {
    assertThat(platform.as(admin).usage().summary())
        .usingRecursiveFieldByFieldElementComparator()
        .contains(
            new ProviderUsage(
                shared.id(),
                shared.name(),
                2,
                3,
                Optional.of(new BigDecimal("6.00000000")),
                Optional.of(new BigDecimal("1.5000000000000000")),
                Optional.of(new BigDecimal("3.0000000000000000")),
                Optional.of(NOON.plusSeconds(1)),
                Optional.of(NOON.plusSeconds(2))),
            new ProviderUsage(
                unused.id(),
                unused.name(),
                0,
                0,
                Optional.of(BigDecimal.ZERO),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(platform.as(one).usage().summary())
        .extracting(ProviderUsage::providerId, ProviderUsage::totalTokens)
        .containsExactly(tuple(shared.id(), 1L), tuple(ofOne.id(), 4L));
    assertThat(platform.system().usage().summary())
        .extracting(ProviderUsage::providerId)
        .isSorted()
        .contains(shared.id(), unused.id(), ofOne.id(), ofTwo.id());
  }
}
