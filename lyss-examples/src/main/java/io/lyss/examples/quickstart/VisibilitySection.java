package io.lyss.examples.quickstart;

import static io.lyss.dao.platform.jooq.Tables.CONVERSATIONS;
import static io.lyss.dao.platform.jooq.Tables.MESSAGES;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_CONFIGS;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_DISTRIBUTIONS;
import static io.lyss.dao.platform.jooq.Tables.USAGE_STATISTICS;
import static io.lyss.dao.platform.jooq.Tables.USERS;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.User;
import java.util.List;
import org.jooq.Table;

/** Shows which rows row-level security leaves visible to statements without a condition. */
final class VisibilitySection {

  private static final List<Table<?>> TABLES =
      List.of(
          USERS,
          PROVIDER_CONFIGS,
          PROVIDER_DISTRIBUTIONS,
          CONVERSATIONS,
          MESSAGES,
          USAGE_STATISTICS);

  private VisibilitySection() {}

  static void show(Platform platform, Organization organization, Report report) {
    report.section("What each sees: select count(*), and no condition");
    User first = organization.users().get(0);
    User second = organization.users().get(1);
    User admin = organization.admins().get(0);
    var table =
        new io.lyss.examples.quickstart.Table(
            "table",
            first.username(),
            second.username(),
            admin.username() + " (admin)",
            "system work");
    for (Table<?> counted : TABLES) {
      table.row(
          counted.getName(),
          count(platform.asUser(first.id()), counted),
          count(platform.asUser(second.id()), counted),
          count(platform.asUser(admin.id()), counted),
          count(platform.asSystem(OrganizationLoader.REASON), counted));
    }
    report.table(table);
    refusal(platform, second, organization, report);
  }

  private static int count(PlatformSession session, Table<?> table) {
    return session.withJooq(jooq -> jooq.fetchCount(table));
  }

  private static void refusal(
      Platform platform, User user, Organization organization, Report report) {
    Provider provider = AccessSection.notGiven(platform, user, organization.shared());
    report.blank();
    report.line(
        "  "
            + user.username()
            + " opens a conversation with \""
            + provider.name()
            + "\", which was not given to them:");
    try {
      platform.asUser(user.id()).conversations().open(provider.id(), "Let me in");
    } catch (ScopeDeniedException e) {
      report.line("    " + e.getClass().getSimpleName() + ": " + e.getMessage());
      return;
    }
    throw new IllegalStateException(
        user.username() + " has opened a conversation with a provider they may not use");
  }
}
