package io.lyss.examples.quickstart;

import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderScope;
import io.lyss.dao.platform.User;
import java.util.List;
import java.util.Locale;

/** Who may use what, and why. */
final class AccessSection {

  private AccessSection() {}

  static void show(Platform platform, Organization organization, Report report) {
    report.section("Who may use what, and why");
    PlatformSession system = platform.asSystem(OrganizationLoader.REASON);
    User first = organization.users().get(0);
    User second = organization.users().get(1);
    List<Provider> shared = organization.shared();
    Table table = new Table("user", "provider", "", "explainAccess(user, provider)");
    ask(system, first, given(platform, first), table);
    ask(system, first, organization.personal().get(0), table);
    ask(system, second, organization.personal().get(0), table);
    ask(system, second, notGiven(platform, second, shared), table);
    ask(system, first, shared.get(0), table);
    ask(system, second, shared.get(1), table);
    ask(system, organization.admins().get(0), shared.get(2), table);
    report.table(table);
  }

  private static void ask(PlatformSession system, User user, Provider provider, Table table) {
    table.row(
        user.username() + " (" + user.role().name().toLowerCase(Locale.ROOT) + ")",
        provider.name(),
        provider.scope().name().toLowerCase(Locale.ROOT),
        system.providers().explainAccess(user.id(), provider.id()).toString());
  }

  private static Provider given(Platform platform, User user) {
    return Usable.by(platform.asUser(user.id())).stream()
        .filter(provider -> provider.scope() == ProviderScope.ORGANIZATION)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(user.username() + " was given nothing"));
  }

  /** An organization provider that works, but not for this user. */
  static Provider notGiven(Platform platform, User user, List<Provider> shared) {
    List<Provider> usable = Usable.by(platform.asUser(user.id()));
    return shared.stream()
        // the first two are revoked and inactive
        .skip(2)
        .filter(provider -> !usable.contains(provider))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(user.username() + " was given everything"));
  }
}
