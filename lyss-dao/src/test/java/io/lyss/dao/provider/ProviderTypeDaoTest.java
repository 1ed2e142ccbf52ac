package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.Expect;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProviderTypeDaoTest extends ProviderServiceTest {

  private final UUID tenant = Ids.next();
  private final ProviderTypeDao system = providers.system().types();

  private static NewProviderType newType(String name) {
    return new NewProviderType(
        name, "Local", Optional.of("http://localhost:8000"), Set.of("a", "b"), ApiFormat.CUSTOM);
  }

  @Test
  void everyScopeReadsTheBuiltInTypes() {
    assertThat(providers.as(TestProviders.user(tenant)).types().list())
        .extracting(ProviderType::name)
        .startsWith("openai", "anthropic", "deepseek", "azure-openai", "zhipu");
    ProviderType anthropic = providers.as(TestProviders.user(tenant)).types().get("anthropic");
    assertThat(anthropic.apiFormat()).isEqualTo(ApiFormat.ANTHROPIC);
    assertThat(anthropic.baseUrl()).contains("https://api.anthropic.com");
    assertThat(system.get("azure-openai").baseUrl()).isEmpty();
    assertThat(system.get("zhipu").displayName()).isEqualTo("智谱AI");
  }

  @Test
  void systemWorkCreatesAndChangesTypes() {
    ProviderType created = system.create(newType("local"));
    assertThat(system.get("local")).isEqualTo(created);
    assertThat(created.supportedModels()).containsExactlyInAnyOrder("a", "b");
    assertThat(created.active()).isTrue();
    ProviderType changed =
        system.change(
            new NewProviderType("local", "Here", Optional.empty(), Set.of(), ApiFormat.OPENAI));
    assertThat(changed)
        .isEqualTo(
            new ProviderType(
                created.id(), "local", "Here", Optional.empty(), Set.of(), ApiFormat.OPENAI, true));
    Expect.taken("provider_types_name_key", () -> system.create(newType("local")));
    Expect.refused("provider_types_name_check", () -> system.create(newType("Not Lower")));
    Expect.notFound("provider type", "never", () -> system.change(newType("never")));
    Expect.notFound("provider type", "never", () -> system.get("never"));
  }

  @Test
  void aTenantsScopeChangesNoTypes() {
    ProviderTypeDao admins = providers.as(TestProviders.admin(tenant)).types();
    Expect.denied(() -> admins.create(newType("mine")));
    Expect.denied(() -> admins.change(newType("openai")));
    Expect.denied(() -> admins.deactivate("openai"));
  }

  @Test
  void channelsOfAnInactiveTypeServeNoRequests() {
    system.create(newType("closing"));
    Channel channel =
        providers.channel(
            tenant,
            NewChannel.of(
                "closing", system.get("closing").id(), TestProviders.KEY, Models.of("m")));
    ProviderSession user = providers.as(TestProviders.user(tenant));
    assertThat(user.channels().canUse(channel.id())).isTrue();
    assertThat(system.deactivate("closing").active()).isFalse();
    assertThat(user.channels().explainAccess(channel.id()).reason())
        .isEqualTo(ChannelAccess.Reason.DISABLED);
    assertThat(user.routing().select(ChannelRequest.of("m")).outcome())
        .isEqualTo(Selection.Outcome.UNSUPPORTED);
    assertThat(system.activate("closing").active()).isTrue();
    assertThat(user.channels().canUse(channel.id())).isTrue();
  }
}
