package io.lyss.throwaway;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL to throw away. Which one is a setting, read from a system property first and from
 * the environment otherwise:
 *
 * <table>
 *   <caption>settings</caption>
 *   <tr><td>{@code lyss.jdbc.url}, {@code LYSS_JDBC_URL}</td><td>the server behind this URL, with
 *     {@code lyss.jdbc.user} / {@code LYSS_JDBC_USER} and {@code PGPASSWORD}; the login has to be a
 *     superuser</td></tr>
 *   <tr><td>{@code lyss.citus.url}, {@code LYSS_CITUS_URL}</td><td>the cluster of Citus whose coordinator
 *     is behind this URL, which names a superuser, too, for {@link #shared}</td></tr>
 *   <tr><td>{@code lyss.locale}, {@code LYSS_LOCALE}</td><td>the locale of the databases: {@code C},
 *     or another of the server's system, or one of ICU, such as {@code icu:tr-TR}; the server's
 *     without it</td></tr>
 *   <tr><td>{@code lyss.postgres}, {@code LYSS_POSTGRES}</td><td>{@code embedded} (default) or
 *     {@code testcontainers}, which has to be on the class path; where no Docker engine answers, the
 *     embedded one stands in</td></tr>
 * </table>
 *
 * <p>Thread-safe.
 */
public final class ThrowawayPostgres implements AutoCloseable {

  private static final String CONTAINER_IMAGE = "postgres:16";
  private static final String ICU = "icu:";

  private final Server server;
  private final Map<String, String> templates = new HashMap<>();

  private ThrowawayPostgres(Server server) {
    this.server = server;
  }

  /** Starts the server that the settings name. */
  public static ThrowawayPostgres start() {
    Optional<String> url = setting("lyss.jdbc.url", "LYSS_JDBC_URL");
    if (url.isPresent()) {
      return new ThrowawayPostgres(
          new GivenServer(
              url.get(),
              setting("lyss.jdbc.user", "LYSS_JDBC_USER").orElse("postgres"),
              Optional.ofNullable(System.getenv("PGPASSWORD")).orElse("")));
    }
    String kind = setting("lyss.postgres", "LYSS_POSTGRES").orElse("embedded");
    return switch (kind) {
      case "embedded" -> embedded(null);
      case "testcontainers" ->
          engineAnswers()
              ? new ThrowawayPostgres(new ContainerServer(CONTAINER_IMAGE))
              : embedded(null);
      default ->
          throw new IllegalArgumentException(
              "lyss.postgres is \"" + kind + "\"; it can be \"embedded\" or \"testcontainers\"");
    };
  }

  private static boolean engineAnswers() {
    try {
      return ContainerServer.engineAnswers();
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "lyss.postgres is \"testcontainers\", which takes a dependency"
              + " org.testcontainers:testcontainers-postgresql",
          e);
    }
  }

  /**
   * Starts an embedded server, whatever the settings say.
   *
   * @param binaries a jar with the binaries of another version; null for those of the class path
   */
  public static ThrowawayPostgres embedded(@Nullable Path binaries) {
    return new ThrowawayPostgres(new EmbeddedServer(binaries, false, false));
  }

  /** Starts an embedded server that can have a {@link Standby}, whatever the settings say. */
  public static ThrowawayPostgres replicating() {
    return new ThrowawayPostgres(new EmbeddedServer(null, true, false));
  }

  /**
   * Starts the server that the settings name, or an embedded one whose commits wait for the disk.
   */
  public static ThrowawayPostgres durable() {
    return isNamed() ? start() : new ThrowawayPostgres(new EmbeddedServer(null, false, true));
  }

  /** Whether the settings name a server other than an embedded one. */
  public static boolean isNamed() {
    return setting("lyss.jdbc.url", "LYSS_JDBC_URL").isPresent()
        || setting("lyss.postgres", "LYSS_POSTGRES").isPresent();
  }

  /** The one server that a JVM's tests share; it ends with the JVM. */
  public static ThrowawayPostgres shared() {
    return Shared.INSTANCE;
  }

  /** An empty database. */
  public ThrowawayDatabase database() {
    return setting("lyss.locale", "LYSS_LOCALE").map(this::databaseIn).orElseGet(() -> create(""));
  }

  /**
   * An empty database of a locale.
   *
   * @param locale one of the server's system, such as {@code C}, or of ICU, such as {@code
   *     icu:tr-TR}
   */
  public ThrowawayDatabase databaseIn(String locale) {
    return create(" template template0 encoding 'UTF8' " + optionsOf(locale));
  }

  private static String optionsOf(String locale) {
    if (!locale.matches("[\\w.:@=-]+")) {
      throw new IllegalArgumentException(
          "lyss.locale is \"" + locale + "\"; it can be a locale such as \"C\" or \"icu:tr-TR\"");
    }
    return locale.startsWith(ICU)
        ? "locale_provider icu icu_locale '" + locale.substring(ICU.length()) + "'"
        : "locale_provider libc locale '" + locale + "'";
  }

  /**
   * A copy of a template, which is prepared once a server: copying takes some thirty milliseconds,
   * migrating takes longer.
   */
  public ThrowawayDatabase database(String template, Consumer<ThrowawayDatabase> prepare) {
    return database(template, this::database, prepare);
  }

  /** The same, from a template that is itself prepared from another database. */
  public ThrowawayDatabase database(
      String template, Supplier<ThrowawayDatabase> from, Consumer<ThrowawayDatabase> prepare) {
    if (!server.copies()) {
      ThrowawayDatabase fresh = from.get();
      prepare.accept(fresh);
      return fresh;
    }
    return create(" template " + template(template, from, prepare));
  }

  private synchronized String template(
      String template, Supplier<ThrowawayDatabase> from, Consumer<ThrowawayDatabase> prepare) {
    String known = templates.get(template);
    if (known != null) {
      return known;
    }
    ThrowawayDatabase fresh = from.get();
    prepare.accept(fresh);
    templates.put(template, fresh.name());
    return fresh.name();
  }

  private ThrowawayDatabase create(String options) {
    String name =
        "lyss_throwaway_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    // The default strategy copies page by page, through the log.
    server.create(name, " strategy file_copy" + options);
    return new ThrowawayDatabase(server, name);
  }

  Server server() {
    return server;
  }

  @Override
  public synchronized void close() {
    if (server.outlivesUs()) {
      templates.values().forEach(server::drop);
    }
    server.close();
  }

  private static Optional<String> setting(String property, String variable) {
    return Optional.ofNullable(System.getProperty(property))
        .or(() -> Optional.ofNullable(System.getenv(variable)))
        .filter(value -> !value.isBlank());
  }

  private static final class Shared {
    // what a build generates code from is never a cluster
    static final ThrowawayPostgres INSTANCE =
        setting("lyss.citus.url", "LYSS_CITUS_URL")
            .map(url -> new ThrowawayPostgres(CitusServer.of(url)))
            .orElseGet(ThrowawayPostgres::start);

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(INSTANCE::close));
    }
  }
}
