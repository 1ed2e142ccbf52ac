package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderDaoTest extends PlatformTest {

  private static final String FACE = "\uD83D\uDE00";
  private static final Ciphertext OTHER_KEY = Ciphertext.of("aes:k2:" + "B".repeat(40));

  private final User user = platform.user();
  private final User admin = platform.admin();
  private final ProviderDao own = platform.as(user).providers();
  private final ProviderDao managing = platform.as(admin).providers();
  private final ProviderDao system = platform.system().providers();

  private NewProvider named(String name) {
    return NewProvider.of(name, ProviderKind.OPENAI, TestPlatform.KEY);
  }

  private NewProvider at(String url) {
    return new NewProvider(
        platform.name("at"), ProviderKind.CUSTOM, TestPlatform.KEY, Optional.of(url), Json.EMPTY);
  }

  private NewProvider with(Json config) {
    return new NewProvider(
        platform.name("with"), ProviderKind.OPENAI, TestPlatform.KEY, Optional.empty(), config);
  }

  @Test
  void aNewProviderIsActiveAndAsGiven() {
    for (ProviderKind type : ProviderKind.values()) {
      Provider provider =
          own.createPersonal(
              new NewProvider(
                  "Mine, " + type,
                  type,
                  TestPlatform.KEY,
                  Optional.of("https://llm.lyss.test/v1"),
                  new Json("{\"temperature\": 0.5}")));
      assertThat(provider.name()).isEqualTo("Mine, " + type);
      assertThat(provider.type()).isEqualTo(type);
      assertThat(provider.scope()).isEqualTo(ProviderScope.PERSONAL);
      assertThat(provider.createdBy()).isEqualTo(user.id());
      assertThat(provider.apiBaseUrl()).contains("https://llm.lyss.test/v1");
      assertThat(provider.config()).isEqualTo(new Json("{\"temperature\": 0.5}"));
      assertThat(provider.active()).isTrue();
      assertThat(provider.updatedAt()).isEqualTo(provider.createdAt());
      assertThat(own.find(provider.id())).contains(provider);
      assertThat(own.get(provider.id())).isEqualTo(provider);
    }
  }

  @Test
  void anOrganizationProviderIsCreatedByAnAdministratorOnly() {
    Provider provider = managing.createOrganization(platform.newProvider());
    assertThat(provider.scope()).isEqualTo(ProviderScope.ORGANIZATION);
    assertThat(provider.createdBy()).isEqualTo(admin.id());
    assertThat(provider.apiBaseUrl()).isEmpty();
    assertThat(provider.config()).isEqualTo(Json.EMPTY);
    Expect.denied(() -> own.createOrganization(platform.newProvider()));
  }

  @Test
  void anInactiveUserCreatesNothing() {
    User inactive = platform.admin();
    platform.system().users().deactivate(inactive.id());
    ProviderDao dao = platform.as(inactive).providers();
    Expect.denied(() -> dao.createPersonal(platform.newProvider()));
    Expect.denied(() -> dao.createOrganization(platform.newProvider()));
    ProviderDao nobody = platform.platform().asUser(NEVER).providers();
    Expect.denied(() -> nobody.createPersonal(platform.newProvider()));
  }

  @Test
  void callsThatNeedAUserAreRefusedInASystemScope() {
    Expect.needsUser(() -> system.createPersonal(platform.newProvider()));
    Expect.needsUser(() -> system.createOrganization(platform.newProvider()));
    Expect.needsUser(() -> system.listAvailable(PageRequest.first(10)));
  }

  @Test
  void aNameIsUniqueInTheOrganizationAndPerPerson() {
    own.createPersonal(named("Same"));
    Expect.duplicate("unique_personal_provider_name", () -> own.createPersonal(named("Same")));
    managing.createPersonal(named("Same"));
    Provider organization = managing.createOrganization(named("Same"));
    ProviderDao other = platform.as(platform.admin()).providers();
    Expect.duplicate("unique_org_provider_name", () -> other.createOrganization(named("Same")));
    managing.deactivate(organization.id());
    Expect.duplicate("unique_org_provider_name", () -> other.createOrganization(named("Same")));
    Provider renamed = other.createOrganization(named("Different"));
    Expect.duplicate("unique_org_provider_name", () -> other.update(renamed.withName("Same")));
  }

  @Test
  void namesHaveOneToAHundredCharactersAndNoSpacesAround() {
    assertThat(own.createPersonal(named(FACE.repeat(100))).name()).isEqualTo(FACE.repeat(100));
    Expect.refused("", () -> own.createPersonal(named(FACE.repeat(101))));
    Expect.refused("provider_configs_name_check", () -> own.createPersonal(named("")));
    Expect.refused("provider_configs_name_check", () -> own.createPersonal(named(" x")));
    Expect.refused("provider_configs_name_check", () -> own.createPersonal(named("x ")));
  }

  @Test
  void aBaseUrlIsHttpAndHasTwoHundredCharactersAtMost() {
    String longest = "http://" + "a".repeat(193);
    assertThat(own.createPersonal(at(longest)).apiBaseUrl()).contains(longest);
    Expect.refused("", () -> own.createPersonal(at(longest + "a")));
    for (String none : List.of("", "ftp://lyss.test", "https://", "https://a b", "javascript:1")) {
      Expect.refused("provider_configs_api_base_url_check", () -> own.createPersonal(at(none)));
    }
  }

  @Test
  void settingsAreAJsonObject() {
    Expect.refused("provider_configs_config_check", () -> own.createPersonal(with(new Json("[]"))));
    Expect.refused("provider_configs_config_check", () -> own.createPersonal(with(new Json("1"))));
    Expect.refused("", () -> own.createPersonal(with(new Json("{"))));
    Expect.refused("", () -> own.createPersonal(with(new Json(""))));
    Json nested = new Json("{\"a\": {\"b\": [1, \"" + FACE + "\", null]}}");
    assertThat(own.createPersonal(with(nested)).config()).isEqualTo(nested);
  }

  @Test
  void anUnknownProviderIsNotFound() {
    Provider mine = own.createPersonal(platform.newProvider());
    Provider gone =
        new Provider(
            NEVER,
            "gone",
            ProviderKind.OPENAI,
            ProviderScope.PERSONAL,
            user.id(),
            Optional.empty(),
            Json.EMPTY,
            true,
            mine.createdAt(),
            mine.updatedAt());
    for (ProviderDao dao : List.of(own, managing, system)) {
      assertThat(dao.find(NEVER)).isEmpty();
      Expect.notFound("provider", NEVER, () -> dao.get(NEVER));
      Expect.notFound("provider", NEVER, () -> dao.update(gone));
      Expect.notFound("provider", NEVER, () -> dao.setApiKey(NEVER, OTHER_KEY));
      Expect.notFound("provider", NEVER, () -> dao.deactivate(NEVER));
      Expect.notFound("provider", NEVER, () -> dao.activate(NEVER));
    }
    Expect.notFound("provider", NEVER, () -> system.apiKey(NEVER));
  }

  @Test
  void onlySystemWorkReadsAKey() {
    Provider provider = own.createPersonal(platform.newProvider());
    assertThat(system.apiKey(provider.id())).isEqualTo(TestPlatform.KEY);
    Expect.denied(() -> own.apiKey(provider.id()));
    Provider organization = managing.createOrganization(platform.newProvider());
    Expect.denied(() -> managing.apiKey(organization.id()));
  }

  @Test
  void onlyThoseWhoManageAProviderReplaceItsKey() {
    Provider provider = own.createPersonal(platform.newProvider());
    assertThat(own.setApiKey(provider.id(), OTHER_KEY).id()).isEqualTo(provider.id());
    assertThat(system.apiKey(provider.id())).isEqualTo(OTHER_KEY);
    Expect.notFound("provider", provider.id(), () -> managing.setApiKey(provider.id(), OTHER_KEY));
    Provider organization = platform.organization(admin);
    platform.as(platform.admin()).providers().setApiKey(organization.id(), OTHER_KEY);
    assertThat(system.apiKey(organization.id())).isEqualTo(OTHER_KEY);
  }

  @Test
  void aProviderIsSwitchedOffAndOn() {
    Provider provider = own.createPersonal(platform.newProvider());
    Provider off = own.deactivate(provider.id());
    assertThat(off.active()).isFalse();
    assertThat(own.get(provider.id())).isEqualTo(off);
    assertThat(own.canUserAccessProvider(user.id(), provider.id())).isFalse();
    assertThat(own.activate(provider.id()).active()).isTrue();
    assertThat(own.canUserAccessProvider(user.id(), provider.id())).isTrue();
  }

  @Test
  void aUserSeesAProviderDistributedToThemAndDoesNotChangeIt() {
    Provider provider = platform.organization(admin);
    Expect.notFound("provider", provider.id(), () -> own.get(provider.id()));
    platform.distribute(admin, provider, user);
    assertThat(own.get(provider.id())).isEqualTo(provider);
    Expect.notFound("provider", provider.id(), () -> own.update(provider.withName("mine")));
    Expect.notFound("provider", provider.id(), () -> own.setApiKey(provider.id(), OTHER_KEY));
    Expect.notFound("provider", provider.id(), () -> own.deactivate(provider.id()));
    Expect.notFound("provider", provider.id(), () -> own.activate(provider.id()));
    assertThat(managing.get(provider.id())).isEqualTo(provider);
  }

  @Test
  void moreProvidersAreVisibleThanAvailable() {
    User somebody = platform.admin();
    ProviderDao dao = platform.as(somebody).providers();
    Provider personal = dao.update(platform.personal(somebody).withName("changed since created"));
    Provider inactive = dao.deactivate(platform.personal(somebody).id());
    Provider created = platform.organization(somebody);
    Provider given = platform.organization(admin);
    Provider strange = platform.personal(user);
    platform.distribute(admin, given, somebody);
    assertThat(dao.listAvailable(PageRequest.first(1000)).items()).containsExactly(personal, given);
    assertThat(dao.list(PageRequest.first(1000)).items())
        .contains(personal, inactive, created, given)
        .doesNotContain(strange);
    assertThat(system.list(PageRequest.first(1000)).items())
        .contains(personal, inactive, created, given, strange);
  }

  @Test
  void bothListsGoUpTheIdsAndCoverAllOnceWhileProvidersComeIn() {
    User owner = platform.user();
    ProviderDao dao = platform.as(owner).providers();
    for (int i = 0; i < 11; i++) {
      dao.createPersonal(platform.newProvider());
    }
    for (int size : List.of(1, 3, 11, 1000)) {
      List<Provider> before = dao.list(PageRequest.first(1000)).items();
      List<Provider> meanwhile = new ArrayList<>();
      Runnable comeIn =
          () -> {
            if (meanwhile.size() < 2) {
              meanwhile.add(dao.createPersonal(platform.newProvider()));
            }
          };
      List<Provider> visible = Paging.all(size, dao::list, comeIn);
      List<Provider> available = Paging.all(size, dao::listAvailable);
      assertThat(visible)
          .isSortedAccordingTo(Comparator.comparingInt(Provider::id))
          .doesNotHaveDuplicates()
          .hasSize(before.size() + meanwhile.size())
          .containsAll(before)
          .containsAll(meanwhile);
      assertThat(available).isEqualTo(visible);
    }
  }
}
