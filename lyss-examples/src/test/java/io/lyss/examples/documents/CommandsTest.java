package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTestDatabase;
import io.lyss.test.TestLogin;
import io.lyss.throwaway.OneIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each command of the documents is run by a shell, against a database with the login that it names:
 * on this server instead of the page's, and with its files in a folder of this test.
 */
class CommandsTest {

  /** Other programs that the pages call. The last two are PostgreSQL's, and are not run here. */
  private static final Set<String> OTHERS =
      Set.of("export", "find", "mvn", "psql", "pg_basebackup", "pg_combinebackup");

  /** Commands that need PostgreSQL's programs, a host's schema, a closed tenant, or Citus. */
  private static final Pattern NEEDS_MORE =
      Pattern.compile("lyss-schema ((backup|restore|isolation|tenant) .*|.* --citus .*)");

  private static final Pattern JAR =
      Pattern.compile("java( -XX:\\S+)* -jar lyss-schema/target/\\S+-cli\\.jar");

  private static LyssTestDatabase database;
  @TempDir private static Path folder;

  @BeforeAll
  static void create() throws IOException, InterruptedException {
    database = LyssTestDatabase.of(Set.of(LyssDatabase.values()));
    Path program = folder.resolve("lyss-schema");
    Files.writeString(
        program,
        "#!/bin/sh%nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s \"$@\"%n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                "io.lyss.schema.cli.Main"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    // the file that the other commands read, as if this one had been run every few minutes
    assertThat(run("lyss-schema erasures all --user lyss_jobs --url ... --journal ...")).isZero();
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  /** Commands in snippets, in tables of cron, and in sentences, without the words around them. */
  static List<String> commands() {
    Stream<String> inSentences =
        Pages.all().stream()
            .flatMap(page -> Pages.inline(page).stream())
            .filter(code -> code.contains(" --url "));
    return Stream.concat(lines(), inSentences)
        .filter(line -> program(line).equals("lyss-schema"))
        .distinct()
        .toList();
  }

  private static Stream<String> lines() {
    return Pages.snippets("sh", "cron").stream()
        .flatMap(
            snippet ->
                JAR.matcher(snippet.text().replaceAll("\\\\\n\\s*", ""))
                    .replaceAll("lyss-schema")
                    .lines()
                    .map(line -> snippet.kind().equals("cron") ? ofCron(line) : line))
        .map(String::strip)
        .map(line -> line.replaceFirst("^PGPASSWORD=\\S+ ", "").replaceFirst("\\s+#.*", ""));
  }

  /** Cron takes five fields, and a per cent sign for the end of a line. */
  private static String ofCron(String line) {
    return line.replaceFirst("^(\\S+\\s+){5}", "").replace("\\%", "%").replaceAll(" {2,}", " ");
  }

  private static String program(String line) {
    return line.replaceFirst(" .*", "");
  }

  @Test
  void onlyKnownProgramsAreShown() {
    assertThat(lines().map(CommandsTest::program).filter(each -> !each.equals("lyss-schema")))
        .isNotEmpty()
        .isSubsetOf(OTHERS);
  }

  @Test
  void oldBackupsAreRemovedAndNoOthers(@TempDir Path backups)
      throws IOException, InterruptedException {
    backup(backups, "daily_20200101.dump", 40);
    backup(backups, "users_20200101_0900.dump", 5);
    backup(backups, "daily_20200202.dump", 5);
    backup(backups, "users_20200202_0900.dump", 1);
    for (String line : lines().filter(line -> program(line).equals("find")).toList()) {
      Process find =
          new ProcessBuilder("/bin/sh", "-c", line.replace("/backup", backups.toString()))
              .inheritIO()
              .start();
      assertThat(find.waitFor()).as(line).isZero();
    }
    try (Stream<Path> left = Files.list(backups)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "daily_20200202.dump",
              "daily_20200202.dump.rows",
              "users_20200202_0900.dump",
              "users_20200202_0900.dump.rows");
    }
  }

  private static void backup(Path folder, String name, int daysAgo) throws IOException {
    FileTime made = FileTime.from(Instant.now().minus(Duration.ofDays(daysAgo)));
    for (String each : List.of(name, name + ".rows")) {
      Files.setLastModifiedTime(Files.createFile(folder.resolve(each)), made);
    }
  }

  @OneIn(6)
  @ParameterizedTest
  @MethodSource("commands")
  void isUnderstoodAndDone(String command) throws IOException, InterruptedException {
    assertThat(run(command))
        .as("%s%n%s", command, said())
        .isIn(NEEDS_MORE.matcher(command).matches() ? Set.of(0, 1) : Set.of(0));
  }

  private static int run(String command) throws IOException, InterruptedException {
    TestLogin login = login(command);
    ProcessBuilder shell =
        new ProcessBuilder("/bin/sh", "-c", "./" + here(command, login))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    shell.environment().putAll(Map.of("PGPASSWORD", login.password(), "URL", database.jdbcUrl()));
    Process running = shell.start();
    if (!running.waitFor(5, TimeUnit.MINUTES)) {
      running.destroyForcibly();
    }
    return running.waitFor();
  }

  private static String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }

  /** Server and login, which a page leaves open or gives for its own example. */
  private static String here(String command, TestLogin login) {
    return command
        .replaceFirst(" --url (\\.\\.\\.|jdbc:\\S+)", " --url " + database.jdbcUrl())
        .replaceFirst(" --user \\S+", " --user " + login.username())
        .replaceFirst(" --tenant ID", " --tenant " + UUID.randomUUID())
        .replaceFirst(" --journal \\S+", " --journal erasures")
        .replace(" \"/backup/", " \"./");
  }

  private static TestLogin login(String command) {
    Matcher user = Pattern.compile(" --user lyss_(\\w+)").matcher(command);
    return switch (user.find() ? user.group(1) : "") {
      case "app" -> database.application();
      case "jobs" -> database.jobs();
      default -> database.owner();
    };
  }
}
