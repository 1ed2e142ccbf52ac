package io.lyss.examples.services;

import io.lyss.dao.Json;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.provider.ProviderType;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.shared.SharedSession;
import io.lyss.dao.user.Group;
import io.lyss.dao.user.GroupRole;
import io.lyss.dao.user.NewGroup;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.Tenant;
import io.lyss.dao.user.User;
import io.lyss.dao.user.UserSession;
import io.lyss.examples.host.Passwords;
import io.lyss.secrets.Secret;
import java.math.BigDecimal;
import java.util.UUID;

/**
 * A tenant with an administrator, a user in a group, and two channels that serve the same model.
 *
 * @param admin the scope of its administrator
 */
record Acme(Tenant tenant, Scope.TenantUser admin) {

  static final String SLUG = "acme";
  static final String EMAIL = "ann@acme.example";
  static final String PASSWORD = "correct horse battery staple";
  static final String MODEL = "small-talk";

  /** Creates two channels: the first choice, which is going to fail, and its replacement. */
  static final String FIRST = "first choice";

  static final String SECOND = "second choice";

  static Acme found(Host host) {
    UserSession provisioning = host.users().asSystem("a new customer");
    Tenant tenant = provisioning.tenants().create(NewTenant.of("Acme", SLUG).withMaxUsers(5));
    User admin =
        provisioning
            .users(tenant.id())
            .create(
                NewUser.of("ada@acme.example", Passwords.hash(PASSWORD))
                    .withRole(TenantRole.TENANT_ADMIN));
    Scope.TenantUser scope = provisioning.logins().scope(tenant.id(), admin.id());

    UserSession ada = host.users().asUser(scope);
    User ann = ada.users().create(NewUser.of(EMAIL, Passwords.hash(PASSWORD)));
    Group desk = ada.groups().create(NewGroup.of("Weather desk"));
    ada.groups().addMember(desk.id(), ann.id(), GroupRole.MEMBER);

    channels(host, scope.tenantId(), host.providers().asUser(scope));
    configure(host, tenant);
    return new Acme(tenant, scope);
  }

  private static void channels(Host host, UUID tenant, ProviderSession ada) {
    ProviderType type = ada.types().get("openai");
    Models models = Models.of(MODEL).mapped(MODEL, "gpt-4o-mini");
    NewChannel first = channel(host, tenant, FIRST, type, "sk-first", models).withShare(10, 1);
    NewChannel second = channel(host, tenant, SECOND, type, "sk-second", models).withShare(5, 1);
    ada.channels().createForTenant(first);
    ada.channels().createForTenant(second);
  }

  private static NewChannel channel(
      Host host, UUID tenant, String name, ProviderType type, String key, Models models) {
    try (Secret secret = Secret.of(key)) {
      return host.keys().newChannel(tenant, name, type.id(), secret, models);
    }
  }

  private static void configure(Host host, Tenant tenant) {
    SharedSession platform = host.shared().asSystem("a new customer");
    platform
        .prices(SharedService.PLATFORM)
        .set(
            NewPrice.of(
                new PricedModel("openai", "gpt-4o-mini"),
                "USD",
                UnitPrices.of(new BigDecimal("0.15"), new BigDecimal("0.60"))
                    .with("input.cached", new BigDecimal("0.075"))));
    platform.settings(SharedService.PLATFORM).set("chat.greeting", new Json("\"Hello\""));
    platform.settings(tenant.id()).set("chat.greeting", new Json("\"Welcome to Acme\""));
  }
}
