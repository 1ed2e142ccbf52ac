package io.lyss.benchmarks.access;

import io.lyss.benchmarks.Figures;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Raw;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.PageRequest;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.schema.LyssDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Group access: the check, its explanation, lists of what one sees, and binding a scope. */
public final class AccessFigures {

  private static final PageRequest FIFTY = PageRequest.first(50);
  private static final int THOUSAND = 1000;
  private static final List<Integer> PROVIDERS =
      IntStream.rangeClosed(1, THOUSAND).boxed().toList();

  private static final String AS_USER =
      "select lyss_platform.bind_scope('authenticated_users', ?, '');";
  private static final String AS_SYSTEM = "select lyss_platform.bind_scope('lyss_system', '', ?);";
  // what the DAO sends: the scope as arguments
  private static final String CHECK =
      "select lyss_platform.ask_provider_access('authenticated_users', ?, '', ?, ?)";
  private static final String BY_KEY = "select is_active from lyss_platform.users where id = ?";
  private static final String TENANT = "00000000-0000-7000-8000-000000000001";

  private final Run run;

  private AccessFigures(Run run) {
    this.run = run;
  }

  public static void measure(Run run) throws SQLException {
    if (run.asks("access")) {
      AccessFigures figures = new AccessFigures(run);
      Volume platform = figures.platform(Figures.SCALE);
      figures.checks(platform);
      figures.lists(platform, figures.platform(Figures.SCALE / 10));
      figures.bindings();
    }
  }

  /** The organisation in which access is checked. */
  public static Volume platform(Run run) throws SQLException {
    return new AccessFigures(run).platform(Figures.SCALE);
  }

  private Volume platform(double scale) throws SQLException {
    return Volume.of(
        run.server(),
        LyssDatabase.PLATFORM,
        "access_" + (scale < Figures.SCALE ? "small" : "large"),
        "users",
        """
        select
          set_config('volume.scale', '%s', true),
          set_config('volume.until', current_date::text, true);
        """
                .formatted(Math.max(0.001, scale))
            + Volume.resources(AccessFigures.class, "010_prepare.sql", "020_organization.sql"));
  }

  private void checks(Volume platform) throws SQLException {
    run.ratio(
        1.25,
        "access check of a user, against the user by its key",
        platform.application(AccessFigures::checkAsUser),
        platform.application(AccessFigures::userByKey));
    run.ratio(
        1.25,
        "access check of system work, against the same",
        platform.application(AccessFigures::checkAsSystem),
        platform.application(
            db -> Raw.query(db, AS_SYSTEM + BY_KEY, n -> List.of("why", user(n)))));
    run.ratio(
        1.05,
        "access check, against the same statements in plain JDBC",
        platform.application(AccessFigures::checkAsUser),
        platform.application(
            db ->
                Raw.query(
                    db, CHECK, n -> List.of(Integer.toString(user(n)), user(n), provider(n)))));
    run.ratio(
        2,
        "explainAccess, against the check",
        platform.application(
            db -> {
              Platform service = Platform.over(db);
              return n -> service.asUser(user(n)).providers().explainAccess(user(n), provider(n));
            }),
        platform.application(AccessFigures::checkAsUser));
    run.ratio(
        THOUSAND / 100.0,
        "access check of a thousand providers at once, against one",
        platform.application(
            db -> {
              Platform service = Platform.over(db);
              return n ->
                  service.asUser(user(n)).providers().accessibleProviders(user(n), PROVIDERS);
            }),
        platform.application(AccessFigures::checkAsUser));
    run.allocated(2048, "access check", platform.application(AccessFigures::checkAsUser));
  }

  private void lists(Volume large, Volume small) throws SQLException {
    run.ratio(
        1.2,
        "providers.list of a plain user, ten times as many rows there",
        large.application(db -> list(db, me -> me.providers().list(FIFTY))),
        small.application(db -> list(db, me -> me.providers().list(FIFTY))));
    run.ratio(
        1.2,
        "users.list of a plain user, ten times as many rows there",
        large.application(db -> list(db, me -> me.users().list(FIFTY))),
        small.application(db -> list(db, me -> me.users().list(FIFTY))));
    run.ratio(
        1.2,
        "access check, ten times as many rows there",
        large.application(AccessFigures::checkAsUser),
        small.application(AccessFigures::checkAsUser));
  }

  private void bindings() throws SQLException {
    Volume chat = Volume.empty(run.server(), LyssDatabase.CHAT, "bindings");
    String bind = "select lyss_chat.%s('%s', %s);";
    String nothing = "select 1";
    run.more(
        15,
        "binding of a service's user, more than a bare select",
        chat.application(
            db ->
                Raw.query(
                    db,
                    bind.formatted("bind_tenant_scope", "authenticated_users", "?, ?, ?, ?, ''")
                        + nothing,
                    n -> List.of(TENANT, TENANT, "{}", "user"))),
        chat.application(db -> Raw.query(db, nothing, n -> List.of())));
    run.more(
        15,
        "binding of a service's system work, more than a bare select",
        chat.application(
            db ->
                Raw.query(
                    db,
                    bind.formatted("bind_scope", "lyss_system", "'', '', '', '', ?") + nothing,
                    n -> List.of("figures"))),
        chat.application(db -> Raw.query(db, nothing, n -> List.of())));
  }

  private static Call list(DataSource source, Consumer<PlatformSession> list) {
    Platform platform = Platform.over(source);
    return n -> list.accept(platform.asUser(user(n)));
  }

  private static Call checkAsUser(DataSource source) {
    return checkAsUser(Platform.over(source));
  }

  /** Users ask about themselves. */
  public static Call checkAsUser(Platform platform) {
    return n -> platform.asUser(user(n)).providers().canUserAccessProvider(user(n), provider(n));
  }

  /** Users read their own row. */
  public static Call userByKey(DataSource source) {
    return Raw.query(source, AS_USER + BY_KEY, n -> List.of(Integer.toString(user(n)), user(n)));
  }

  private static Call checkAsSystem(DataSource source) {
    Platform platform = Platform.over(source);
    return n -> platform.asSystem("why").providers().canUserAccessProvider(user(n), provider(n));
  }

  // plain users who are active, in both volumes
  private static int user(int n) {
    return 10 + n % 80;
  }

  private static int provider(int n) {
    return 1 + n % 25;
  }
}
