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

/** Where to connect and as whom. It shows the password to nobody. */
final class Login implements AutoCloseable {

  private static final String PREFIX = "jdbc:postgresql:";

  private static final Pattern WITH_LOGIN = Pattern.compile("^[^/?]*//[^/?]*@");

  /** What PostgreSQL's own programs are told of the URL, and by which variable. */
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
   * @throws IllegalArgumentException if the URL is not one of PostgreSQL; the message repeats none
   *     of it, as it may hold a password
   */
  Login(String url, @Nullable String user, @Nullable String password) {
    // before the driver sees it, which would take the password for a host or a port, and say so
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
    // Parameters may hold a password.
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

  /** The same for {@code pg_dump} and its like; what else they need they read from theirs. */
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
