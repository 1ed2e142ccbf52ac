package io.lyss.dao.graduation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.User;
import io.lyss.dao.testing.FiveServices;
import io.lyss.dao.user.NewTenant;
import io.lyss.schema.GraduatedChannel;
import io.lyss.schema.GraduatingProvider;
import io.lyss.schema.GraduatingTenant;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssGraduation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

/** An organisation, the services, and comparisons of the two. */
abstract class GraduationFixture {

  static final String MODEL = "gpt";

  final Organisation here = new Organisation(42);
  final Installation there;
  final UUID tenant = Ids.next();

  GraduationFixture() {
    this(new Installation());
  }

  GraduationFixture(Installation there) {
    this.there = there;
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  /** Another tenant, which must not change. */
  final Scope.TenantUser rival() {
    UUID id = there.users.asSystem("test").tenants().create(NewTenant.of("Rival", "rival")).id();
    var user =
        there
            .users
            .asSystem("test")
            .users(id)
            .create(
                io.lyss.dao.user.NewUser.of("eve@rival.test", Organisation.HASH)
                    .withRole(TenantRole.TENANT_ADMIN));
    Scope.TenantUser scope = there.users.asSystem("test").logins().scope(id, user.id());
    UUID talk = there.chats.asUser(scope).conversations().open(NewConversation.of("Mine")).id();
    there.chats.asUser(scope).messages().append(talk, io.lyss.dao.chat.NewMessage.user("hello"));
    return scope;
  }

  final List<String> rowsOf(Scope.TenantUser scope) {
    List<String> rows = new ArrayList<>();
    for (LyssDatabase service : Installation.KINDS) {
      for (String query :
          there.database.query(
              "select query from %s.tenant_tables('%s')"
                  .formatted(service.defaultSchema(), scope.tenantId()))) {
        rows.addAll(there.database.query("select t::text from (" + query + ") as t"));
      }
    }
    return rows;
  }

  LyssGraduation graduation(UnaryOperator<DataSource> wrapped) {
    return LyssGraduation.of(
            wrapped.apply(here.database.database().dataSource()),
            there.dataSources(wrapped),
            new GraduatingTenant(tenant, "Acme", "acme", "pro", 100, 10_000, "EUR"))
        .channels(GraduationFixture::channel)
        .batch(7);
  }

  LyssGraduation graduation() {
    return graduation(UnaryOperator.identity());
  }

  static GraduatedChannel channel(GraduatingProvider provider) {
    return new GraduatedChannel(
        provider.providerType().equals("custom") ? "zhipu" : "openai",
        key(provider.channel()),
        List.of(MODEL),
        Map.of(MODEL, "gpt-5"));
  }

  /** Bound to the channel, as a host binds it. */
  static String key(UUID channel) {
    return "new:" + channel.toString().replace("-", "") + "AAAAAAAA";
  }

  UUID newId(String kind, long id) {
    return graduation().newId(kind, id).orElseThrow();
  }

  /** Empty for who may not log in. */
  Optional<Scope.TenantUser> scope(User user) {
    try {
      return Optional.of(
          there.users.asSystem("test").logins().scope(tenant, newId("user", user.id())));
    } catch (ScopeDeniedException e) {
      return Optional.empty();
    }
  }

  boolean canUse(User user, Provider provider) {
    return scope(user)
        .map(
            scope ->
                there
                    .providers
                    .asUser(scope)
                    .channels()
                    .canUse(newId("provider", provider.id()), MODEL))
        .orElse(false);
  }

  void assertAccessIsTheSame() {
    int granted = 0;
    for (User user : here.users) {
      for (Provider provider : here.providers) {
        boolean could = here.system().providers().canUserAccessProvider(user.id(), provider.id());
        assertThat(canUse(user, provider)).as("%s, %s", user, provider).isEqualTo(could);
        granted += could ? 1 : 0;
      }
    }
    assertThat(granted).isGreaterThan(8);
  }

  record Said(long sequence, String role, String content, Json metadata, String at) {}

  void assertConversationsAreTheSame() {
    int compared = 0;
    for (User user : here.users) {
      Optional<Scope.TenantUser> scope = scope(user);
      if (scope.isEmpty()) {
        continue;
      }
      List<Conversation> old =
          here.as(user).conversations().listByActivity(Organisation.ALL).items();
      List<io.lyss.dao.chat.Conversation> now =
          there.chats.asUser(scope.get()).conversations().list(Organisation.ALL).items();
      assertThat(now)
          .extracting(io.lyss.dao.chat.Conversation::id)
          .containsExactlyElementsOf(old.stream().map(c -> newId("conversation", c.id())).toList());
      for (int i = 0; i < old.size(); i++) {
        assertThat(now.get(i).title()).isEqualTo(old.get(i).title());
        assertThat(now.get(i).messageCount()).isEqualTo(old.get(i).messageCount());
        assertThat(now.get(i).createdAt()).isEqualTo(old.get(i).createdAt());
        assertThat(
                there
                    .chats
                    .asUser(scope.get())
                    .messages()
                    .listOldestFirst(now.get(i).id(), Organisation.ALL)
                    .items())
            .extracting(
                m ->
                    new Said(
                        m.sequence(),
                        m.role().name(),
                        m.content(),
                        m.metadata(),
                        m.createdAt() + " " + m.importedAt()))
            .containsExactlyElementsOf(
                here
                    .as(user)
                    .messages()
                    .listOldestFirst(old.get(i).id(), Organisation.ALL)
                    .items()
                    .stream()
                    .map(
                        m ->
                            new Said(
                                m.sequence(),
                                m.role().name(),
                                m.content().isEmpty() ? " " : m.content(),
                                m.metadata(),
                                m.createdAt() + " " + m.importedAt()))
                    .toList());
        compared++;
      }
      assertThat(
              there
                  .chats
                  .asUser(scope.get())
                  .messages()
                  .search("天气", PageRequest.first(100))
                  .items())
          .hasSameSizeAs(here.as(user).messages().search("天气", PageRequest.first(100)).items());
    }
    assertThat(compared).isGreaterThan(10);
  }

  /** Rows and sums, user by user. */
  void assertUsageIsTheSame() {
    for (User user : here.users) {
      assertThat(
              there.database.query(
                  "select count(*) || ' ' || coalesce(sum(cost), 0)::numeric(20, 8) || ' ' || coalesce(sum(prompt_tokens + completion_tokens), 0) from lyss_provider.usage_records where tenant_id = '%s' and user_id = '%s'"
                      .formatted(tenant, newId("user", user.id()))))
          .isEqualTo(
              here.database.query(
                  "select count(*) || ' ' || coalesce(sum(cost), 0)::numeric(20, 8) || ' ' || coalesce(sum(tokens_used), 0) from lyss_platform.usage_statistics where user_id = "
                      + user.id()));
    }
  }

  private static final String ENTRY =
      "concat_ws(' ', %1$s ->> 'id', action, created_at, ip_address, user_agent, changes - 'graduated')";

  /** Each entry from before the closing stands once, in one of the audit logs. */
  void assertAuditIsTheSame() {
    List<String> moved = new ArrayList<>();
    for (LyssDatabase service : FiveServices.KINDS) {
      moved.addAll(
          there.database.query(
              "select %s from %s.audit_logs where tenant_id = '%s' and source = 'platform' and event_id is null"
                  .formatted(
                      ENTRY.formatted("(changes -> 'graduated')"),
                      service.defaultSchema(),
                      tenant)));
    }
    assertThat(moved)
        .hasSizeGreaterThan(30)
        .containsExactlyInAnyOrderElementsOf(
            here.database.query(
                "select %s from lyss_platform.audit_logs, lyss_platform.graduations where id <= audit_until"
                    .formatted(ENTRY.formatted("jsonb_build_object('id', id)"))));
    for (User user : here.users) {
      assertThat(
              there.database.query(
                  "select changes #>> '{graduated,id}' from lyss_user.audit_logs where tenant_id = '%1$s' and source = 'platform' and resource_type = 'users' and resource_id = '%2$s'"
                      .formatted(tenant, newId("user", user.id()))))
          .as("what was done to %s", user)
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(
              here.database.query(
                  "select id from lyss_platform.audit_logs where resource_type = 'users' and resource_id = "
                      + user.id()));
    }
  }

  /** What a model costs there, at each time at which a price began here. */
  void assertPricesAreTheSame() {
    for (LyssDatabase service : List.of(LyssDatabase.SHARED, LyssDatabase.PROVIDER)) {
      assertThat(
              there.database.query(
                  "select concat_ws(' ', p.id, p.unit_prices, p.currency, p.effective_from, p.effective_to) from %s.model_prices as p where tenant_id = '%s' and provider_type = 'openai' order by 1"
                      .formatted(service.defaultSchema(), tenant)))
          .hasSizeGreaterThan(2)
          .isEqualTo(
              here.database.query(
                  "select concat_ws(' ', p.id, p.unit_prices, p.currency, p.effective_from, p.effective_to) from lyss_platform.model_prices as p where provider_type = 'openai' order by 1"));
    }
    // a kind that has another name there
    var there = this.there.providers.asSystem("test").prices(tenant);
    assertThat(there.find(new PricedModel("zhipu", MODEL), Organisation.PRICED).map(Price::id))
        .isEqualTo(
            here.system()
                .prices()
                .find(new PricedModel("custom", MODEL), Organisation.PRICED)
                .map(Price::id))
        .isPresent();
  }

  void assertAllIsThere() {
    assertAccessIsTheSame();
    assertAuditIsTheSame();
    assertPricesAreTheSame();
    assertConversationsAreTheSame();
    assertUsageIsTheSame();
    for (User user : here.users) {
      User now = here.system().users().get(user.id());
      var moved = there.users.asSystem("test").users(tenant).get(newId("user", user.id()));
      assertThat(moved.email()).isEqualTo(now.email());
      assertThat(moved.role())
          .isEqualTo(
              now.role() == io.lyss.dao.platform.UserRole.ADMIN
                  ? TenantRole.TENANT_ADMIN
                  : TenantRole.END_USER);
      if (now.active()) {
        assertThat(
                there
                    .users
                    .asSystem("test")
                    .logins()
                    .find("acme", now.email())
                    .orElseThrow()
                    .passwordHash())
            .isEqualTo(Organisation.HASH);
      }
    }
    for (Provider provider : here.providers) {
      UUID channel = newId("provider", provider.id());
      assertThat(there.providers.asSystem("test").channels(tenant).key(channel).reveal())
          .isEqualTo(key(channel));
    }
    for (LyssDatabase service : Installation.KINDS) {
      assertThat(
              there.database.query(
                  "select subject_id from %s.legal_holds where tenant_id = '%s'"
                      .formatted(service.defaultSchema(), tenant)))
          .containsExactly(newId("user", here.users.get(4).id()).toString());
    }
  }
}
