package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.testing.ConcurrentEdits;
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
        system.update(
            created
                .withDisplayName("Here")
                .withBaseUrl(Optional.empty())
                .withSupportedModels(Set.of())
                .withApiFormat(ApiFormat.OPENAI));
    assertThat(changed)
        .isEqualTo(
            new ProviderType(
                created.id(),
                "local",
                "Here",
                Optional.empty(),
                Set.of(),
                ApiFormat.OPENAI,
                true,
                changed.updatedAt()));
    assertThat(changed.updatedAt()).isAfter(created.updatedAt());
    assertThat(system.get("local")).isEqualTo(changed);
    Expect.refused(
        "provider_types_display_name_check", () -> system.update(changed.withDisplayName(" ")));
    Expect.duplicate("provider_types_name_key", () -> system.create(newType("local")));
    Expect.refused("provider_types_name_check", () -> system.create(newType("Not Lower")));
    Expect.notFound("provider type", "never", () -> system.update(never(created)));
    Expect.notFound("provider type", "never", () -> system.get("never"));
  }

  private static ProviderType never(ProviderType type) {
    return new ProviderType(
        type.id(),
        "never",
        type.displayName(),
        type.baseUrl(),
        type.supportedModels(),
        type.apiFormat(),
        type.active(),
        type.updatedAt());
  }

  @Test
  void anEditOfWhatWasChangedSinceItWasReadIsRefusedAndChangesNothing() {
    ProviderType read = system.create(newType("edited"));
    ProviderType changed = system.update(read.withDisplayName("First"));
    Expect.changedSince(
        "provider type", "edited", () -> system.update(read.withDisplayName("Second")));
    assertThat(system.get("edited")).isEqualTo(changed);
    ProviderType inactive = system.deactivate("edited");
    Expect.changedSince(
        "provider type", "edited", () -> system.update(changed.withDisplayName("Second")));
    assertThat(system.get("edited")).isEqualTo(inactive);
    assertThat(system.update(inactive.withDisplayName("Second")).displayName()).isEqualTo("Second");
  }

  @Test
  void oneOfConcurrentEditsSucceeds() throws Exception {
    ProviderType read = system.create(newType("contended"));
    ProviderType won =
        ConcurrentEdits.oneSucceeds(
            "provider type", "contended", i -> system.update(read.withDisplayName("Edit " + i)));
    assertThat(system.get("contended")).isEqualTo(won);
  }

  @Test
  void aTenantsScopeChangesNoTypes() {
    ProviderTypeDao admins = providers.as(TestProviders.admin(tenant)).types();
    Expect.denied(() -> admins.create(newType("mine")));
    Expect.denied(() -> admins.update(admins.get("openai").withDisplayName("Mine")));
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
    assertThat(user.channels().canUse(channel.id(), "m")).isTrue();
    assertThat(system.deactivate("closing").active()).isFalse();
    assertThat(user.channels().explainAccess(channel.id(), "m").reason())
        .isEqualTo(ChannelAccess.Reason.DISABLED);
    assertThat(user.routing().select(ChannelRequest.of("m")).outcome())
        .isEqualTo(Selection.Outcome.UNSUPPORTED);
    assertThat(system.activate("closing").active()).isTrue();
    assertThat(user.channels().canUse(channel.id(), "m")).isTrue();
  }
}
