package io.lyss.schema.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual's page says what the program says of itself. */
class ManualTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?[a-z][a-z-]*");
  private static final Pattern ROW = Pattern.compile("\\| (`[^|]+`) \\|.*");

  private final String page;
  private final Map<String, CommandSpec> verbs = new TreeMap<>();
  private final Set<String> shared;

  ManualTest() throws IOException {
    page = Files.readString(MODULE.resolve("docs/lyss-schema.md"));
    verbs("", Main.line());
    shared =
        verbs.values().stream()
            .map(ManualTest::options)
            .reduce(
                (some, others) -> {
                  some.retainAll(others);
                  return some;
                })
            .orElseThrow();
  }

  private void verbs(String before, CommandLine line) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!command.getSubcommands().isEmpty()) {
                verbs(before + name + " ", command);
              } else if (!name.equals("help")) {
                verbs.put(before + name, command.getCommandSpec());
              }
            });
  }

  private static Set<String> options(CommandSpec verb) {
    return verb.options().stream()
        .map(OptionSpec::longestName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The rows of tables whose first cell is code, by that. */
  private Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    page.lines()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .forEach(row -> rows.put(row.group(1).replace("`", ""), row.group()));
    return rows;
  }

  private static Set<String> named(String text) {
    return OPTION
        .matcher(text)
        .results()
        .map(option -> option.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachVerbHasARowWithItsOptions() {
    Map<String, String> rows = rows();
    verbs.forEach(
        (verb, command) -> {
          Set<String> own = options(command);
          own.removeAll(shared);
          assertThat(rows).as("a row of the verb").containsKey(verb);
          List<String> names =
              command.options().stream().flatMap(each -> Arrays.stream(each.names())).toList();
          assertThat(named(rows.get(verb)))
              .as("options in the row of " + verb)
              .containsAll(own)
              .isSubsetOf(names);
        });
  }

  @Test
  void theManualNamesEachOptionOfAllCommandsAndNoOther() {
    Map<String, String> rows = rows();
    assertThat(shared).contains("--url", "--user", "--schema", "--verbose", "--help", "--version");
    for (String option : shared) {
      assertThat(rows.keySet())
          .as("a row of " + option)
          .anyMatch(key -> named(key).contains(option));
    }
    Set<String> others = new TreeSet<>(rows.keySet());
    others.removeIf(key -> shared.stream().anyMatch(option -> named(key).contains(option)));
    others.removeAll(verbs.keySet());
    others.removeAll(variables());
    assertThat(others).as("rows of what the program does not know").isEmpty();
  }

  private Set<String> variables() {
    return Stream.concat(verbs.values().stream(), Stream.of(Main.line().getCommandSpec()))
        .flatMap(
            command ->
                Pattern.compile("\\b(PG|LYSS_)[A-Z_]+\\b")
                    .matcher(command.commandLine().getUsageMessage())
                    .results())
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void variablesAndExitStatusesAreThoseOfTheHelp() {
    assertThat(rows()).containsKeys(variables().toArray(String[]::new));
    List<String> statuses = new ArrayList<>();
    Main.line()
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((status, means) -> statuses.add("| " + status + " | " + means + " |"));
    assertThat(page.lines().filter(line -> line.matches("\\| \\d .*")))
        .containsExactlyElementsOf(statuses);
  }

  @Test
  void theReadmeHasItsSynopsis() throws IOException {
    String synopsis =
        page.lines().filter(line -> line.startsWith("    lyss-schema ")).findFirst().orElseThrow();
    assertThat(named(synopsis)).isSubsetOf(shared);
    assertThat(Files.readString(MODULE.resolve("../README.md")))
        .contains(synopsis.strip(), "lyss-schema/docs/lyss-schema.md");
  }
}
