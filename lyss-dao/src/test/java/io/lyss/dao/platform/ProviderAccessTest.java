package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.platform.AccessExplanation.Reason;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Why a user may or may not use a provider: one case per reason. */
class ProviderAccessTest extends PlatformTest {

  private final User user = platform.user();
  private final User admin = platform.admin();
  private final ProviderDao system = platform.system().providers();

  private void explained(User who, Provider provider, Reason reason, String sentence) {
    AccessExplanation explanation = system.explainAccess(who.id(), provider.id());
    assertThat(explanation.reason()).isEqualTo(reason);
    assertThat(explanation).hasToString(sentence);
    assertThat(explanation.granted()).isEqualTo(sentence.startsWith("granted"));
    assertThat(system.canUserAccessProvider(who.id(), provider.id()))
        .isEqualTo(explanation.granted());
  }

  @Test
  void onlyItsOwnerUsesAPersonalProvider() {
    Provider provider = platform.personal(user);
    explained(user, provider, Reason.OWNER, "granted: the user's own provider");
    explained(admin, provider, Reason.NOT_OWNER, "denied: a personal provider of somebody else");
    assertThat(system.explainAccess(user.id(), provider.id()))
        .isEqualTo(
            new AccessExplanation(true, Reason.OWNER, OptionalInt.empty(), OptionalInt.empty()));
  }

  @Test
  void usersToWhomItIsDistributedUseAnOrganizationProvider() {
    Provider provider = platform.organization(admin);
    explained(user, provider, Reason.NOT_DISTRIBUTED, "denied: not distributed to the user");
    explained(admin, provider, Reason.NOT_DISTRIBUTED, "denied: not distributed to the user");
    Distribution given =
        platform.as(admin).distributions().distribute(provider.id(), List.of(user.id())).get(0);
    explained(
        user,
        provider,
        Reason.DISTRIBUTED,
        "granted through distribution " + given.id() + " by user " + admin.id());
    platform.as(admin).distributions().revoke(provider.id(), List.of(user.id()));
    explained(
        user,
        provider,
        Reason.DISTRIBUTION_REVOKED,
        "denied: distribution " + given.id() + " was revoked");
    assertThat(system.explainAccess(user.id(), provider.id()).distributedBy()).hasValue(admin.id());
  }

  @Test
  void inactiveUsersUseNothingAndInactiveProvidersAreNotUsed() {
    User leaver = platform.user();
    Provider own = platform.personal(leaver);
    Provider given = platform.organization(admin);
    platform.distribute(admin, given, leaver);
    system.deactivate(given.id());
    explained(leaver, given, Reason.PROVIDER_INACTIVE, "denied: the provider is inactive");
    platform.system().users().deactivate(leaver.id());
    explained(leaver, own, Reason.USER_INACTIVE, "denied: the user is inactive");
    explained(leaver, given, Reason.USER_INACTIVE, "denied: the user is inactive");
    platform.system().users().activate(leaver.id());
    explained(leaver, own, Reason.OWNER, "granted: the user's own provider");
  }

  @Test
  void unknownUsersAndProvidersAreTheReason() {
    Provider provider = platform.personal(user);
    assertThat(system.explainAccess(NEVER, provider.id()))
        .hasToString("denied: no such user in this scope");
    assertThat(system.explainAccess(user.id(), NEVER))
        .hasToString("denied: no such provider in this scope");
    assertThat(system.canUserAccessProvider(NEVER, provider.id())).isFalse();
    assertThat(system.canUserAccessProvider(user.id(), NEVER)).isFalse();
  }

  @Test
  void manyProvidersAreCheckedAtOnce() {
    Provider mine = platform.personal(user);
    Provider strange = platform.personal(admin);
    Provider given = platform.organization(admin);
    platform.distribute(admin, given, user);
    assertThat(
            system.accessibleProviders(
                user.id(), List.of(NEVER, given.id(), strange.id(), mine.id(), mine.id())))
        .containsExactlyInAnyOrder(mine.id(), given.id());
    assertThat(system.accessibleProviders(user.id(), List.of())).isEmpty();
    assertThat(system.accessibleProviders(user.id(), List.of(given.id())))
        .containsExactly(given.id());
    assertThat(system.accessibleProviders(NEVER, List.of(mine.id()))).isEmpty();
  }
}
