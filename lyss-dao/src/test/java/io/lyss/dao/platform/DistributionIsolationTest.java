package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Hidden;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionIsolationTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final User admin = platform.admin();
  private final User user = platform.user();
  private final User stranger = platform.user();

  @Test
  void aUserWhoMayNotDistributeLearnsOfNoProvidersOrUsers() {
    Provider provider = platform.organization(admin);
    platform.distribute(admin, provider, user);
    Hidden<PlatformSession> hidden = new Hidden<>(platform.as(admin), platform.as(stranger));
    int id = provider.id();
    hidden.byDenial(
        id, NEVER, (session, key) -> session.distributions().distribute(key, List.of(user.id())));
    hidden.byDenial(
        user.id(), NEVER, (session, key) -> session.distributions().distribute(id, List.of(key)));
  }

  @Test
  void aReceiverOfAProviderSeesNoOtherReceiver() {
    Provider provider = platform.organization(admin);
    platform.distribute(admin, provider, user, stranger);
    assertThat(platform.as(stranger).distributions().listByProvider(provider.id(), PAGE).items())
        .extracting(Distribution::userId)
        .containsExactly(stranger.id());
    assertThat(
            platform
                .as(stranger)
                .distributions()
                .revoke(provider.id(), List.of(user.id(), stranger.id())))
        .isZero();
  }

  @Test
  void anAdministratorIsRefusedAPersonalProviderLikeOneThatDoesNotExist() {
    Provider personal = platform.personal(user);
    PlatformSession session = platform.as(admin);
    assertThat(message(session, personal.id())).isEqualTo(message(session, NEVER));
  }

  private String message(PlatformSession session, int providerId) {
    try {
      return session.distributions().distribute(providerId, List.of(user.id())).toString();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }
}
