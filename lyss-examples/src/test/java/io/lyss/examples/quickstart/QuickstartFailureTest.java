package io.lyss.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Each failure prints one line that says what is wrong, and ends with a status that a script can
 * check.
 */
class QuickstartFailureTest {

  private static final int FAILED = 1;
  private static final int WRONG_OPTIONS = 2;

  @Test
  void helps() {
    Shell shell = Shell.run(Map.of(), "--help");
    assertThat(shell.status()).isZero();
    assertThat(shell.out()).contains("--url", "--schema", "PGPASSWORD");
  }

  @Test
  void unknownOption() {
    refused(Shell.run(Map.of(), "--databse", "x"), WRONG_OPTIONS, "--databse");
  }

  @Test
  void missingValue() {
    refused(Shell.run(Map.of(), "--url"), WRONG_OPTIONS, "--url needs a value");
  }

  @Test
  void noJdbcUrl() {
    Shell shell = Shell.run(Map.of(), "--url", "postgres://me:secret@db/lyss");
    refused(shell, WRONG_OPTIONS, "jdbc:postgresql://host:port/database");
    assertThat(shell.err()).doesNotContain("secret");
  }

  @Test
  void noPortInTheUrl() {
    refused(
        Shell.run(Map.of(), "--url", "jdbc:postgresql://localhost:x/y"),
        WRONG_OPTIONS,
        "cannot be read");
  }

  @Test
  void urlOfTheEnvironment() {
    refused(Shell.run(Map.of("LYSS_JDBC_URL", "x")), WRONG_OPTIONS, "not a JDBC URL");
  }

  @Test
  void connectionRefused() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Shell shell = Shell.run(Map.of(), "--url", "jdbc:postgresql://localhost:" + free + "/lyss");
    refused(shell, FAILED, "refused", "is the server running");
  }

  @Test
  void unknownHost() {
    Shell shell = Shell.run(Map.of(), "--url", "jdbc:postgresql://no-such-host.invalid/lyss");
    refused(shell, FAILED, "is the server running");
  }

  @Test
  void unknownDatabase() {
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().database()) {
      String url = database.jdbcUrl().replace(database.name(), "no_such_database");
      Shell shell =
          Shell.run(
              Map.of("PGPASSWORD", database.adminPassword()),
              "--url",
              url,
              "--user",
              database.adminUser());
      refused(shell, FAILED, "no_such_database", "--url");
    }
  }

  @Test
  void noRightToCreate() {
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().database()) {
      String login = "lyss_nobody_" + UUID.randomUUID().toString().substring(0, 8);
      database.execute("create role " + login + " login password 'none'");
      try {
        Shell shell = Shell.runAs(database, login, "none");
        refused(shell, FAILED, "grant create on database");
      } finally {
        database.execute("drop role " + login);
      }
    }
  }

  @Test
  void schemaOfSomebodyElse() {
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().database()) {
      database.execute("create schema shop; create table shop.orders (id integer)");
      refused(Shell.run(database, "--schema", "shop"), WRONG_OPTIONS, "holds other data");
    }
  }

  @Test
  void noNameForASchema() {
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().database()) {
      refused(Shell.run(database, "--schema", "a'b"), WRONG_OPTIONS, "--schema a'b");
    }
  }

  @Test
  void stackTraceOnRequest() {
    Shell shell = Shell.run(Map.of(), "--url", "jdbc:postgresql://localhost:1/lyss", "--verbose");
    assertThat(shell.status()).isEqualTo(FAILED);
    assertThat(shell.err()).contains("\tat ");
  }

  private static void refused(Shell shell, int status, String... words) {
    assertThat(shell.status()).isEqualTo(status);
    assertThat(shell.err()).hasLineCount(1).startsWith("quickstart: ").contains(words);
  }
}
