package io.lyss.examples.quickstart;

import io.lyss.schema.LyssDatabase;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options. The command line takes precedence over system properties, and these over the
 * environment.
 *
 * @param url the database to work in; empty for an embedded server
 * @param user the login; empty for that of the URL or the driver's default
 * @param password from the environment only, because everybody on a machine can see a command line
 * @param schema the PostgreSQL schema to fill
 */
record Options(
    Optional<String> url,
    Optional<String> user,
    Optional<String> password,
    String schema,
    boolean verbose,
    boolean help) {

  static final String USAGE =
      """
      Loads an organisation into a database of LYSS and shows who sees what of it.

        --url jdbc:postgresql://host:port/database
                       work there, and keep what was loaded; without it, in an embedded
                       PostgreSQL that is thrown away (also: LYSS_JDBC_URL)
        --user NAME    log in as NAME (also: LYSS_JDBC_USER); the password is read from PGPASSWORD
        --schema NAME  the schema to migrate and fill; lyss_platform unless given
        --verbose      show stack traces
        --help         show this

      The login needs the right to create schemas, and to create roles or to be a member of those
      of LYSS. Exit status: 0 done, 1 failed, 2 wrong options.""";

  private static final String URL_PREFIX = "jdbc:postgresql:";

  static Options parse(List<String> arguments, Map<String, String> environment) {
    Optional<String> url = setting("lyss.jdbc.url", "LYSS_JDBC_URL", environment);
    Optional<String> user = setting("lyss.jdbc.user", "LYSS_JDBC_USER", environment);
    String schema = LyssDatabase.PLATFORM.defaultSchema();
    boolean verbose = false;
    boolean help = false;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--url" -> url = Optional.of(value(option, rest));
        case "--user" -> user = Optional.of(value(option, rest));
        case "--schema" -> schema = value(option, rest);
        case "--verbose" -> verbose = true;
        case "--help" -> help = true;
        default ->
            throw new UsageException("unknown option " + option + "; --help lists those there are");
      }
    }
    // The wrong value may contain a password, so the message does not repeat it.
    if (url.isPresent() && !url.get().startsWith(URL_PREFIX)) {
      throw new UsageException(
          "the URL is not a JDBC URL of PostgreSQL; expected jdbc:postgresql://host:port/database");
    }
    if (user.isPresent() && url.isEmpty()) {
      throw new UsageException(
          "--user " + user.get() + " is for a server of yours: give --url too");
    }
    Optional<String> password =
        Optional.ofNullable(environment.get("PGPASSWORD")).filter(text -> !text.isEmpty());
    return new Options(url, user, password, schema, verbose, help);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new UsageException(option + " needs a value; --help shows which");
    }
    return rest.next();
  }

  private static Optional<String> setting(
      String property, String variable, Map<String, String> environment) {
    return Optional.ofNullable(System.getProperty(property))
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .filter(text -> !text.isBlank());
  }

  @Override
  public String toString() {
    return "Options[schema=" + schema + "]";
  }
}
