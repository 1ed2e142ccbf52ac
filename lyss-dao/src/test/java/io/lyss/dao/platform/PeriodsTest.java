package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.platform.AccessExplanation.Reason;
import io.lyss.dao.testing.Expect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who could use a provider at a given time, and why: ended distributions are kept. */
class PeriodsTest extends PlatformTest {

  private static final PageRequest ALL = PageRequest.first(100);

  private final User admin = platform.admin();
  private final DistributionDao distributions = platform.as(admin).distributions();
  private final ProviderDao providers = platform.as(admin).providers();
  private User user = platform.user();
  private Provider provider = platform.organization(admin);
  private Instant start = now();

  @BeforeEach
  void another() {
    user = platform.user();
    provider = platform.organization(admin);
    start = now();
  }

  /** The database's clock, by which it decides. */
  private Instant now() {
    return platform
        .system()
        .withJooq(jooq -> jooq.fetchOne("select clock_timestamp()").get(0, Instant.class));
  }

  private Instant in(int days) {
    return start.plus(Duration.ofDays(days));
  }

  private Distribution given(Period period) {
    return distributions.distribute(provider.id(), List.of(user.id()), period).get(0);
  }

  private Reason at(Instant at) {
    AccessExplanation explanation = providers.explainAccess(user.id(), provider.id(), at);
    assertThat(providers.usersOf(provider.id(), at, ALL).items())
        .extracting(ProviderUser::userId)
        .isEqualTo(explanation.granted() ? List.of(user.id()) : List.of());
    return explanation.reason();
  }

  private Reason nowAs(PlatformSession session) {
    AccessExplanation explanation = session.providers().explainAccess(user.id(), provider.id());
    assertThat(session.providers().canUserAccessProvider(user.id(), provider.id()))
        .isEqualTo(explanation.granted());
    return explanation.reason();
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ConstraintException.class);
  }

  @Test
  void aDistributionBeginsLaterAndEndsByItself() {
    Distribution given = given(Period.between(in(1), in(2)));
    assertThat(given.validFrom()).isEqualTo(in(1));
    assertThat(given.validUntil()).hasValue(in(2));
    assertThat(nowAs(platform.as(admin))).isEqualTo(Reason.DISTRIBUTION_NOT_BEGUN);
    assertThat(platform.as(user).providers().listAvailable(ALL).items()).isEmpty();
    assertThat(at(now())).isEqualTo(Reason.DISTRIBUTION_NOT_BEGUN);
    assertThat(at(in(1).minusMillis(1))).isEqualTo(Reason.DISTRIBUTION_NOT_BEGUN);
    assertThat(at(in(1))).isEqualTo(Reason.DISTRIBUTED);
    assertThat(at(in(2).minusMillis(1))).isEqualTo(Reason.DISTRIBUTED);
    assertThat(at(in(2))).isEqualTo(Reason.DISTRIBUTION_ENDED);
    assertThat(at(start.minus(Duration.ofDays(1)))).isEqualTo(Reason.USER_NOT_FOUND);
  }

  @Test
  void accessEndsWithItsPeriod() {
    Distribution given = given(Period.until(in(1)));
    assertThat(nowAs(platform.as(user))).isEqualTo(Reason.DISTRIBUTED);
    platform.moveClock(Duration.ofDays(2));
    assertThat(nowAs(platform.as(admin))).isEqualTo(Reason.DISTRIBUTION_ENDED);
    assertThat(platform.as(user).providers().listAvailable(ALL).items()).isEmpty();
    assertThat(providers.countUsersOf(provider.id())).isZero();
    assertThat(at(given.validFrom())).isEqualTo(Reason.DISTRIBUTED);
    Distribution again = given(Period.FROM_NOW);
    assertThat(again.id()).isEqualTo(given.id());
    assertThat(nowAs(platform.as(user))).isEqualTo(Reason.DISTRIBUTED);
    assertThat(at(in(1).plusSeconds(1))).isEqualTo(Reason.DISTRIBUTION_ENDED);
    assertThat(at(given.validFrom())).isEqualTo(Reason.DISTRIBUTED);
  }

  @Test
  void aRevokedDistributionIsKnownAfterwards() {
    given(Period.FROM_NOW);
    Instant then = now();
    User second = platform.admin();
    platform.as(second).distributions().revoke(provider.id(), List.of(user.id()));
    Instant revoked = now();
    distributions.distribute(provider.id(), List.of(user.id()));
    assertThat(at(then)).isEqualTo(Reason.DISTRIBUTED);
    assertThat(at(revoked)).isEqualTo(Reason.DISTRIBUTION_REVOKED);
    assertThat(at(now())).isEqualTo(Reason.DISTRIBUTED);
    assertThat(providers.explainAccess(user.id(), provider.id(), then).distributedBy())
        .hasValue(admin.id());
    assertThat(providers.explainAccess(user.id(), provider.id(), revoked).distributedBy())
        .hasValue(second.id());
    assertThat(providers.usersOf(provider.id(), then, ALL).items())
        .singleElement()
        .satisfies(
            past -> assertThat(past.validUntil()).hasValueSatisfying(end -> end.isBefore(revoked)));
  }

  @Test
  void statusOfUserAndProviderIsKnownAfterwards() {
    given(Period.FROM_NOW);
    Instant both = now();
    platform.system().users().deactivate(user.id());
    Instant withoutUser = now();
    platform.system().users().activate(user.id());
    providers.deactivate(provider.id());
    Instant withoutProvider = now();
    providers.activate(provider.id());
    assertThat(at(both)).isEqualTo(Reason.DISTRIBUTED);
    assertThat(at(withoutUser)).isEqualTo(Reason.USER_INACTIVE);
    assertThat(at(withoutProvider)).isEqualTo(Reason.PROVIDER_INACTIVE);
    assertThat(at(now())).isEqualTo(Reason.DISTRIBUTED);
  }

  @Test
  void aDistributionThatHasBegunKeepsItsBeginningAndThePastStaysAsItWas() {
    Distribution given = given(Period.FROM_NOW);
    Distribution later = given(Period.between(in(3), in(4)));
    assertThat(later.validFrom()).isEqualTo(given.validFrom());
    assertThat(later.validUntil()).hasValue(in(4));
    assertThat(later.distributedAt()).isEqualTo(given.distributedAt());
    assertRefused(() -> given(Period.from(in(-1))));
    assertRefused(() -> given(Period.until(in(-1))));
    User other = platform.user();
    for (Period period :
        List.of(Period.from(in(-1)), Period.until(in(-1)), Period.between(in(2), in(1)))) {
      assertRefused(() -> distributions.distribute(provider.id(), List.of(other.id()), period));
    }
    assertThat(at(in(3))).isEqualTo(Reason.DISTRIBUTED);
  }

  @Test
  void aComingDistributionMovesAndIsRevokedWithoutATrace() {
    given(Period.from(in(1)));
    given(Period.between(in(2), in(3)));
    assertThat(at(in(1))).isEqualTo(Reason.DISTRIBUTION_NOT_BEGUN);
    assertThat(at(in(2))).isEqualTo(Reason.DISTRIBUTED);
    distributions.revoke(provider.id(), List.of(user.id()));
    assertThat(at(in(2))).isEqualTo(Reason.DISTRIBUTION_REVOKED);
    given(Period.FROM_NOW);
    assertThat(nowAs(platform.as(user))).isEqualTo(Reason.DISTRIBUTED);
    assertThat(at(in(2))).isEqualTo(Reason.DISTRIBUTED);
  }

  @Test
  void aPreviewCountsThoseWhoWouldLoseTheProvider() {
    User inactive = platform.user();
    User coming = platform.user();
    given(Period.FROM_NOW);
    distributions.distribute(provider.id(), List.of(admin.id(), inactive.id()));
    distributions.distribute(provider.id(), List.of(coming.id()), Period.from(in(1)));
    platform.system().users().deactivate(inactive.id());
    assertThat(providers.countUsersOf(provider.id())).isEqualTo(2);
    assertThat(providers.countUsersOf(provider.id(), List.of(user.id(), inactive.id(), NEVER)))
        .isEqualTo(1);
    assertThat(providers.countUsersOf(provider.id(), List.of())).isZero();
    assertThat(providers.usersOf(provider.id(), PageRequest.first(1)).items())
        .extracting(ProviderUser::userId)
        .containsExactly(Math.min(admin.id(), user.id()));
    assertThat(providers.usersOf(provider.id(), ALL).items())
        .extracting(ProviderUser::userId)
        .containsExactly(admin.id(), user.id());
  }

  @Test
  void onlyAdministratorsAndSystemWorkAskWhoUsesAProvider() {
    given(Period.FROM_NOW);
    Provider own = platform.personal(user);
    ProviderDao mine = platform.as(user).providers();
    Expect.denied(() -> mine.usersOf(provider.id(), ALL));
    Expect.denied(() -> mine.usersOf(own.id(), now(), ALL));
    Expect.denied(() -> mine.countUsersOf(own.id()));
    assertThat(providers.usersOf(own.id(), ALL).items()).isEmpty();
    assertThat(providers.usersOf(own.id(), now(), ALL).items()).isEmpty();
    assertThat(platform.system().providers().usersOf(own.id(), now(), ALL).items())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.userId()).isEqualTo(user.id());
              assertThat(owner.distributionId()).isEmpty();
            });
    User other = platform.user();
    assertThat(
            platform.as(other).providers().explainAccess(user.id(), provider.id(), now()).reason())
        .isEqualTo(Reason.USER_NOT_FOUND);
  }
}
