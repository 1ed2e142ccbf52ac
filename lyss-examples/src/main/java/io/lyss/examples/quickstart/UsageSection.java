package io.lyss.examples.quickstart;

import io.lyss.dao.platform.DailyUsage;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.User;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Yesterday's usage by provider, as an administrator and as one user see it. */
final class UsageSection {

  private static final int LINES = 6;

  private UsageSection() {}

  static void show(Platform platform, Organization organization, Report report) {
    LocalDate today = LocalDate.now(Clock.systemUTC());
    LocalDate yesterday = today.minusDays(1);
    Map<Integer, Provider> providers =
        Stream.of(organization.shared(), organization.personal())
            .flatMap(List::stream)
            .collect(Collectors.toMap(Provider::id, Function.identity()));

    User admin = organization.admins().get(0);
    report.section("Usage of " + yesterday + " (UTC) by provider");
    show(
        admin.username() + " (admin), the organization providers of all users",
        platform.asUser(admin.id()).usage().dailyOfAll(yesterday, today),
        providers,
        report);
    report.blank();
    User user = organization.users().get(0);
    show(
        user.username() + ", their own",
        platform.asUser(user.id()).usage().daily(user.id(), yesterday, today),
        providers,
        report);
  }

  private static void show(
      String title, List<DailyUsage> usage, Map<Integer, Provider> providers, Report report) {
    report.line("  " + title + ": " + usage.size() + " providers");
    Table table = new Table("provider", "requests", "tokens", "cost");
    usage.stream()
        .sorted(Comparator.comparingLong(DailyUsage::tokens).reversed())
        .limit(LINES)
        .forEach(
            day ->
                table.row(
                    providers.get(day.providerId()).name(),
                    day.requests(),
                    day.tokens(),
                    day.cost().setScale(4, RoundingMode.HALF_UP)));
    report.table(table);
  }
}
