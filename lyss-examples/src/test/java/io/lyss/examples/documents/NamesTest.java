package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Methods that a page names exist. Snippets are compiled; sentences are not, so their names are
 * looked up.
 */
class NamesTest {

  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*[(]?");

  /** Names of several words, and calls; names with underscores are the database's. */
  private static final Pattern NAME = Pattern.compile("(?<![-\\w])(?:[a-z]+[A-Z]\\w*|[a-z]+[(])");

  /** Names of the host, of other libraries and of Maven, and one placeholder. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "dependencyManagement",
          "doWork",
          "preferQueryMode",
          "recordStats",
          "setY",
          "tenantScope");

  /** The changelog names what is gone; what a DBA reviews is generated from the database. */
  private static boolean namesOnlyWhatThereIs(Path page) {
    return !page.endsWith("CHANGELOG.md")
        && !page.startsWith(Pages.ROOT.resolve("lyss-schema/docs/review"));
  }

  private static Set<String> wordsOfTheSource() {
    return Stream.of("lyss-schema", "lyss-dao", "lyss-examples")
        .flatMap(module -> Pages.files(module).stream())
        .filter(file -> file.toString().matches(".*/src/main/.*\\.(java|kt)"))
        .map(file -> Pages.read(file).replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", ""))
        .flatMap(source -> WORD.matcher(source).results().map(MatchResult::group))
        .flatMap(word -> Stream.of(word, word.replace("(", "")))
        .collect(Collectors.toSet());
  }

  private static Stream<String> names(Path page) {
    return Pages.inline(page).stream()
        .filter(code -> !code.startsWith("mvn "))
        .flatMap(code -> NAME.matcher(code).results().map(MatchResult::group))
        .filter(name -> !OF_OTHERS.contains(name))
        .map(name -> Pages.ROOT.relativize(page) + ": " + name);
  }

  @Test
  void eachMethodThatAPageNamesExists() {
    Set<String> words = wordsOfTheSource();
    List<String> named =
        Pages.all().stream()
            .filter(NamesTest::namesOnlyWhatThereIs)
            .flatMap(NamesTest::names)
            .toList();
    assertThat(named).hasSizeGreaterThan(100);
    assertThat(named.stream().filter(name -> !words.contains(name.replaceAll(".*: ", ""))))
        .isEmpty();
  }
}
