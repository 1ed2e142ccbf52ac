package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Hidden;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderIsolationTest extends PlatformTest {

  private final User user = platform.user();
  private final User stranger = platform.user();
  private final User admin = platform.admin();

  private static Provider edited(int id, Instant read) {
    return new Provider(
        id,
        "taken over",
        ProviderKind.OPENAI,
        ProviderScope.PERSONAL,
        1,
        Optional.empty(),
        Json.EMPTY,
        true,
        read,
        read);
  }

  private void isHidden(Hidden<PlatformSession> hidden, Provider provider) {
    int id = provider.id();
    for (Instant read : List.of(provider.updatedAt(), Instant.EPOCH)) {
      // The stranger does not learn whether the provider was changed since it was read.
      hidden.by(id, NEVER, (session, key) -> session.providers().update(edited(key, read)));
    }
    hidden.by(id, NEVER, (session, key) -> session.providers().find(key));
    hidden.by(id, NEVER, (session, key) -> session.providers().get(key));
    hidden.by(id, NEVER, (session, key) -> session.providers().setApiKey(key, TestPlatform.KEY));
    hidden.by(id, NEVER, (session, key) -> session.providers().deactivate(key));
    hidden.by(id, NEVER, (session, key) -> session.providers().activate(key));
    hidden.byDenial(id, NEVER, (session, key) -> session.providers().apiKey(key));
  }

  @Test
  void aPersonalProviderOfAnotherUserIsNotFoundEvenByAnAdministrator() {
    isHidden(new Hidden<>(platform.as(user), platform.as(stranger)), platform.personal(user));
    isHidden(new Hidden<>(platform.as(user), platform.as(admin)), platform.personal(user));
  }

  @Test
  void anOrganizationProviderIsHiddenUnlessDistributed() {
    isHidden(new Hidden<>(platform.as(admin), platform.as(stranger)), platform.organization(admin));
  }

  @Test
  void usersDoNotLearnWhatAnotherUserMayUse() {
    Provider own = platform.personal(user);
    Provider given = platform.organization(admin);
    platform.distribute(admin, given, user);
    Hidden<PlatformSession> hidden = new Hidden<>(platform.as(user), platform.as(stranger));
    for (int id : List.of(own.id(), given.id())) {
      hidden.by(
          id, NEVER, (session, key) -> session.providers().canUserAccessProvider(user.id(), key));
      hidden.by(
          id,
          NEVER,
          (session, key) -> session.providers().accessibleProviders(user.id(), List.of(key)));
      hidden.by(id, NEVER, (session, key) -> session.providers().explainAccess(user.id(), key));
      hidden.by(user.id(), NEVER, (session, key) -> session.providers().explainAccess(key, id));
      assertThat(platform.as(stranger).providers().explainAccess(stranger.id(), id))
          .isEqualTo(platform.as(stranger).providers().explainAccess(stranger.id(), NEVER));
    }
  }

  @Test
  void aUserMayUseTheProviderNameOfAnotherUser() {
    Provider taken = platform.personal(user);
    platform
        .as(stranger)
        .providers()
        .createPersonal(NewProvider.of(taken.name(), ProviderKind.OPENAI, TestPlatform.KEY));
    assertThat(platform.as(stranger).providers().list(PageRequest.first(1000)).items())
        .extracting(Provider::createdBy)
        .containsOnly(stranger.id());
  }
}
