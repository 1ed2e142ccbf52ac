package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionDaoTest extends PlatformTest {

  private final User admin = platform.admin();
  private final User second = platform.admin();
  private final User user = platform.user();
  private final User other = platform.user();
  private final DistributionDao distributions = platform.as(admin).distributions();

  private List<Distribution> of(Provider provider) {
    return platform
        .system()
        .distributions()
        .listByProvider(provider.id(), PageRequest.first(1000))
        .items();
  }

  @Test
  void distributingMakesOneDistributionPerUser() {
    Provider provider = platform.organization(admin);
    List<Distribution> given =
        distributions.distribute(
            provider.id(), List.of(other.id(), user.id(), user.id(), admin.id()));
    assertThat(given)
        .extracting(Distribution::userId)
        .containsExactlyInAnyOrder(user.id(), other.id(), admin.id());
    assertThat(given)
        .allSatisfy(
            distribution -> {
              assertThat(distribution.providerId()).isEqualTo(provider.id());
              assertThat(distribution.distributedBy()).isEqualTo(admin.id());
              assertThat(distribution.active()).isTrue();
            });
    assertThat(of(provider)).containsExactlyInAnyOrderElementsOf(given);
  }

  @Test
  void distributingAgainChangesOnlyWhoDistributed() {
    Provider provider = platform.organization(admin);
    List<Distribution> first = distributions.distribute(provider.id(), List.of(user.id()));
    assertThat(distributions.distribute(provider.id(), List.of(user.id()))).isEqualTo(first);
    List<Distribution> both =
        platform
            .as(second)
            .distributions()
            .distribute(provider.id(), List.of(user.id(), other.id()));
    assertThat(both).hasSize(2).allMatch(d -> d.distributedBy() == second.id());
    assertThat(both)
        .filteredOn(d -> d.userId() == user.id())
        .singleElement()
        .matches(d -> d.id() == first.get(0).id())
        .matches(d -> d.distributedAt().equals(first.get(0).distributedAt()));
    assertThat(of(provider)).containsExactlyInAnyOrderElementsOf(both);
  }

  @Test
  void revokingRecordsWhoRevoked() {
    Provider provider = platform.organization(admin);
    distributions.distribute(provider.id(), List.of(user.id()));
    assertThat(platform.as(second).distributions().revoke(provider.id(), List.of(user.id())))
        .isEqualTo(1);
    assertThat(of(provider)).singleElement().matches(d -> d.distributedBy() == second.id());
    distributions.distribute(provider.id(), List.of(user.id()));
    platform.system().distributions().revoke(provider.id(), List.of(user.id()));
    // system work is no user
    assertThat(of(provider)).singleElement().matches(d -> d.distributedBy() == admin.id());
  }

  @Test
  void distributingAfterARevocationRenewsTheDistribution() {
    Provider provider = platform.organization(admin);
    Distribution first = distributions.distribute(provider.id(), List.of(user.id())).get(0);
    assertThat(distributions.revoke(provider.id(), List.of(user.id()))).isEqualTo(1);
    assertThat(of(provider)).singleElement().matches(d -> !d.active());
    Distribution again =
        platform.as(second).distributions().distribute(provider.id(), List.of(user.id())).get(0);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.active()).isTrue();
    assertThat(again.distributedBy()).isEqualTo(second.id());
    assertThat(again.distributedAt()).isAfter(first.distributedAt());
  }

  @Test
  void revokingCountsTheUsersItRevokedFrom() {
    Provider provider = platform.organization(admin);
    platform.distribute(admin, provider, user, other);
    assertThat(distributions.revoke(provider.id(), List.of())).isZero();
    assertThat(distributions.revoke(provider.id(), List.of(user.id(), user.id(), NEVER)))
        .isEqualTo(1);
    assertThat(distributions.revoke(provider.id(), List.of(user.id(), other.id()))).isEqualTo(1);
    assertThat(distributions.revoke(provider.id(), List.of(user.id(), other.id()))).isZero();
    assertThat(distributions.revoke(NEVER, List.of(user.id()))).isZero();
    assertThat(of(provider)).noneMatch(Distribution::active);
  }

  @Test
  void distributingToNobodyDoesNothing() {
    Provider provider = platform.organization(admin);
    assertThat(distributions.distribute(provider.id(), List.of())).isEmpty();
    assertThat(of(provider)).isEmpty();
  }

  @Test
  void ifOneUserIsUnknownNobodyReceivesTheProvider() {
    Provider provider = platform.organization(admin);
    Expect.refused(
        "provider_distributions_user_id_fk",
        () -> distributions.distribute(provider.id(), List.of(user.id(), NEVER, other.id())));
    assertThat(of(provider)).isEmpty();
  }

  @Test
  void onlyAnOrganizationProviderIsDistributed() {
    String key = "check_only_org_providers_can_be_distributed";
    Provider own = platform.personal(admin);
    Expect.refused(key, () -> distributions.distribute(own.id(), List.of(user.id())));
    Expect.refused(key, () -> distributions.distribute(NEVER, List.of(user.id())));
    assertThat(of(own)).isEmpty();
  }

  @Test
  void onlyManagersOfAProviderDistributeIt() {
    Provider provider = platform.organization(admin);
    platform.distribute(admin, provider, user);
    DistributionDao given = platform.as(user).distributions();
    Expect.denied(() -> given.distribute(provider.id(), List.of(other.id())));
    assertThat(given.revoke(provider.id(), List.of(user.id()))).isZero();
    assertThat(of(provider)).singleElement().matches(Distribution::active);
    Expect.needsUser(
        () -> platform.system().distributions().distribute(provider.id(), List.of(user.id())));
    assertThat(platform.system().distributions().revoke(provider.id(), List.of(user.id())))
        .isEqualTo(1);
  }

  @Test
  void itsCreatorDistributesItOnlyWhileAnAdministrator() {
    User creator = platform.admin();
    Provider provider = platform.organization(creator);
    platform.system().users().setRole(creator.id(), UserRole.USER);
    DistributionDao own = platform.as(creator).distributions();
    Expect.denied(() -> own.distribute(provider.id(), List.of(creator.id())));
    platform.distribute(admin, provider, user);
    assertThat(own.revoke(provider.id(), List.of(user.id()))).isZero();
    assertThat(own.listByProvider(provider.id(), PageRequest.first(10)).items()).isEmpty();
    assertThat(platform.as(creator).providers().find(provider.id())).isEmpty();
  }

  @Test
  void aUserSeesOnlyTheirOwnActiveDistributions() {
    User receiver = platform.user();
    Provider kept = platform.organization(admin);
    Provider taken = platform.organization(admin);
    platform.distribute(admin, taken, receiver, other);
    platform.distribute(admin, kept, receiver, other);
    distributions.revoke(taken.id(), List.of(receiver.id()));
    DistributionDao own = platform.as(receiver).distributions();
    assertThat(own.listByUser(receiver.id(), PageRequest.first(10)).items())
        .extracting(Distribution::providerId)
        .containsExactly(kept.id());
    assertThat(own.listByProvider(kept.id(), PageRequest.first(10)).items())
        .extracting(Distribution::userId)
        .containsExactly(receiver.id());
    assertThat(own.listByUser(other.id(), PageRequest.first(10)).items()).isEmpty();
  }

  @Test
  void bothListsAreInOrderAndCoverAllOnceWhileMoreIsDistributed() {
    User receiver = platform.user();
    Provider first = platform.organization(admin);
    platform.distribute(admin, first, receiver);
    for (int i = 0; i < 7; i++) {
      platform.distribute(admin, first, platform.user());
      platform.distribute(admin, platform.organization(admin), receiver);
    }
    Runnable more =
        () -> {
          if (of(first).size() < 40) {
            platform.distribute(admin, first, platform.user());
            platform.distribute(admin, platform.organization(admin), receiver);
          }
        };
    for (int size : List.of(1, 4, 1000)) {
      List<Distribution> before = new ArrayList<>(of(first));
      assertThat(Paging.all(size, page -> distributions.listByProvider(first.id(), page), more))
          .isSortedAccordingTo(Comparator.comparingInt(Distribution::userId))
          .doesNotHaveDuplicates()
          .containsAll(before);
      before = distributions.listByUser(receiver.id(), PageRequest.first(1000)).items();
      assertThat(Paging.all(size, page -> distributions.listByUser(receiver.id(), page), more))
          .isSortedAccordingTo(Comparator.comparingInt(Distribution::providerId))
          .doesNotHaveDuplicates()
          .containsAll(before);
    }
  }
}
