package io.lyss.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@Whole("what it prints of a large organisation; TenLinesTest runs the lines that it shows")
class QuickstartTest {

  private static ThrowawayDatabase database;
  private static Shell shell;

  @BeforeAll
  static void run() {
    database = ThrowawayPostgres.shared().database();
    shell = Shell.run(database);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void endsWell() {
    assertThat(shell.err()).isEmpty();
    assertThat(shell.status()).isZero();
  }

  @Test
  void saysWhatItDoesAndHowLongItTakes() {
    assertThat(shell.out().lines().limit(4))
        .satisfiesExactly(
            line -> assertThat(line).matches("PostgreSQL \\d+\\.\\d+ is up \\(\\d+\\.\\d s\\)"),
            line -> assertThat(line).matches("Migrating lyss_platform \\.+ \\d+ files \\(.*"),
            line -> assertThat(line).matches("The application .* which owns nothing \\(.*"),
            line -> assertThat(line).matches("Loading an organisation \\.+ done \\(.*"));
  }

  @Test
  void explainsAccess() {
    assertThat(String.join("\n", shell.section("Who may use what")))
        .contains("granted through distribution", "granted: the user's own provider")
        .contains("denied: a personal provider of somebody else", "denied: not distributed")
        .contains("was revoked", "denied: the provider is inactive");
  }

  @Test
  void showsThatSomeSeeLessThanOthers() throws SQLException {
    String[] users = row("users");
    String[] messages = row("messages");
    assertThat(users).containsExactly("users", "1", "1", "300", "300");
    assertThat(number(messages[1])).isPositive().isLessThan(200);
    assertThat(messages[3]).as("an administrator reads nobody's messages").isEqualTo("0");
    assertThat(number(messages[4])).isEqualTo(count("messages")).isGreaterThan(9000);
  }

  @Test
  void showsARefusal() {
    assertThat(shell.out())
        .contains("ScopeDeniedException: The scope does not allow it")
        .contains("row-level security policy");
  }

  @Test
  void findsWordsOfBothLanguages() {
    assertThat(shell.out()).contains("«天气»").contains("«running»");
  }

  @Test
  void showsUsageAsTwoSeeIt() {
    assertThat(shell.out())
        .contains("the organization providers of all users: 40 providers")
        .containsPattern("\\S+, their own: \\d+ providers");
  }

  @Test
  void endsWithTheTenLines() {
    assertThat(shell.out().lines().toList())
        .endsWith(TenLines.source().stream().map(line -> "  " + line).toArray(String[]::new));
  }

  @Test
  void leavesNoLoginBehind() throws SQLException {
    assertThat(ask("select count(*) from pg_roles where rolname like 'lyss_quickstart_%'"))
        .isZero();
  }

  @Test
  void refusesToLoadTwice() {
    Shell again = Shell.run(database);
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).hasLineCount(1).contains("loaded in the schema lyss_platform already");
  }

  @Test
  void loadsIntoAnotherSchema() throws SQLException {
    Shell other = Shell.run(database, "--schema", "second");
    assertThat(other.err()).isEmpty();
    assertThat(other.status()).isZero();
    assertThat(ask("select count(*) from second.users")).isEqualTo(300);
  }

  private static String[] row(String table) {
    return shell.section("What each sees").stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(cells -> cells[0].equals(table))
        .findFirst()
        .orElseThrow();
  }

  private static long number(String cell) {
    return Long.parseLong(cell.replace(",", ""));
  }

  private static long count(String table) throws SQLException {
    return ask("select count(*) from lyss_platform." + table);
  }

  private static long ask(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
