package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files and tests that the page for contributors names exist. */
class ContributingTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private static List<String> quoted() throws IOException {
    Matcher matcher =
        QUOTED.matcher(Files.readString(ROOT.resolve(".github").resolve("CONTRIBUTING.md")));
    return matcher.results().map(found -> found.group(1)).toList();
  }

  @Test
  void thePathsThatThePageNamesExist() throws IOException {
    List<String> paths =
        quoted().stream()
            .filter(text -> text.matches("lyss-[a-z]+/\\S+") && !text.contains("/target/"))
            .toList();
    assertThat(paths).hasSizeGreaterThan(5).allMatch(path -> Files.exists(ROOT.resolve(path)));
  }

  @Test
  void theTestsThatThePageNamesExist() throws IOException {
    List<String> tests = quoted().stream().filter(text -> text.matches("\\w+Test")).toList();
    assertThat(tests).hasSizeGreaterThan(2).allMatch(ContributingTest::isThere);
  }

  private static boolean isThere(String test) {
    return Stream.of("lyss-schema", "lyss-dao", "lyss-examples")
        .map(module -> ROOT.resolve(module).resolve("src/test/java"))
        .anyMatch(
            tests -> {
              try (Stream<Path> files = Files.walk(tests)) {
                return files.anyMatch(file -> file.endsWith(test + ".java"));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }
}
