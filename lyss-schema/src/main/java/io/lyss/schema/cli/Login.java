package io.lyss.schema.cli;

import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The server to connect to, and the login. It never prints the password. */
final class Login implements AutoCloseable {

  private static final String PREFIX = "jdbc:postgresql:";

  private static final Pattern WITH_LOGIN = Pattern.compile("^[^/?]*//[^/?]*@");

  /** The environment variables by which PostgreSQL's own programs get the parts of the URL. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "PGHOST", "PGHOST",
          "PGPORT", "PGPORT",
          "PGDBNAME", "PGDATABASE",
          "user", "PGUSER",
          "password", "PGPASSWORD",
          "sslmode", "PGSSLMODE",
          "sslrootcert", "PGSSLROOTCERT");

  private final KeptConnections dataSource;
  private final Map<String, String> environment = new HashMap<>();
  private final String shownUrl;

  /**
   * @throws IllegalArgumentException if the URL is not one of PostgreSQL; the message does not
   *     repeat it, because it may contain a password
   */
  Login(String url, @Nullable String user, @Nullable String password) {
    // checked before the driver sees it, which would take the password for a host or a port, and
    // print it
    if (url.startsWith(PREFIX) && WITH_LOGIN.matcher(url).find()) {
      throw new IllegalArgumentException(
          "The URL names a login before the host; name it by --user, and its password by PGPASSWORD");
    }
    if (!url.startsWith(PREFIX) || org.postgresql.Driver.parseURL(url, null) == null) {
      throw new IllegalArgumentException(
          "The URL is not a JDBC URL of PostgreSQL; one looks like"
              + " jdbc:postgresql://localhost:5432/database");
    }
    dataSource = new KeptConnections(url);
    Properties parts = org.postgresql.Driver.parseURL(url, new Properties());
    VARIABLES.forEach(
        (part, variable) -> {
          if (parts.getProperty(part) != null) {
            environment.put(variable, parts.getProperty(part));
          }
        });
    environment.put("PGOPTIONS", optionsOfPrograms());
    if (user != null) {
      dataSource.setUser(user);
      environment.put("PGUSER", user);
    }
    if (password != null) {
      dataSource.setPassword(password);
      environment.put("PGPASSWORD", password);
    }
    // Parameters may contain a password.
    shownUrl = url.replaceFirst("\\?.*", "");
  }

  /**
   * What sessions of PostgreSQL's own programs are begun with. Those of {@code pg_restore --jobs}
   * wait for work, and it lifts every limit of theirs but that on idle sessions.
   */
  private static String optionsOfPrograms() {
    String given = System.getenv("PGOPTIONS");
    return (given == null ? "" : given + ' ') + "-c idle_session_timeout=0";
  }

  /** Connections of this command. */
  DataSource dataSource() {
    return dataSource;
  }

  /**
   * The environment for {@code pg_dump} and {@code pg_restore}; all other variables are inherited.
   */
  Map<String, String> environment() {
    return environment;
  }

  /** Connects once, so that a failure to connect is reported plainly and first of all. */
  void check() {
    try (Connection connection = dataSource.getConnection()) {
      connection.isValid(0);
    } catch (SQLException e) {
      throw new CommandFailedException("Cannot connect to " + shownUrl + ": " + reason(e), e);
    }
  }

  @Override
  public void close() {
    dataSource.close();
  }

  private static String reason(SQLException failure) {
    String reason = String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    if (failure.getCause() instanceof UnknownHostException unknown) {
      return reason + " There is no host " + unknown.getMessage() + ".";
    }
    return switch (String.valueOf(failure.getSQLState())) {
      case "28P01", "28000", "08004" ->
          reason
              + " (The login is --user, its password the environment variable PGPASSWORD, or a line of .pgpass.)";
      default -> reason;
    };
  }
}
