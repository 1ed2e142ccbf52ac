package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents show of Java and Kotlin is what the build compiles and runs. */
class SnippetsTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final List<String> CODE =
      List.of(
          "lyss-examples/src/test/java/io/lyss/examples/documents",
          "lyss-examples/spring/src/main/java",
          "lyss-examples/kotlin/src/test/kotlin",
          "lyss-dao/test-kit/src/test/java",
          "lyss-dao/spring/src/test/java",
          "lyss-dao/spring-ai/src/test/java",
          "lyss-dao/langchain4j/src/test/java");
  private static final Pattern SNIPPET =
      Pattern.compile("```(?:java|kotlin)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

  record Snippet(Path document, String code) {
    @Override
    public String toString() {
      return ROOT.relativize(document) + ": " + code.lines().findFirst().orElse("");
    }
  }

  static List<Snippet> snippets() throws IOException {
    try (Stream<Path> pages =
        Stream.concat(
            Stream.of(ROOT.resolve("README.md")),
            Stream.concat(
                Files.list(ROOT.resolve("lyss-dao/docs")),
                Files.list(ROOT.resolve("lyss-schema/docs"))))) {
      return pages
          .filter(Files::isRegularFile)
          .sorted()
          .flatMap(
              page ->
                  SNIPPET
                      .matcher(read(page))
                      .results()
                      .map((MatchResult found) -> new Snippet(page, found.group(1))))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void isCodeThatIsCompiledAndRun(Snippet snippet) throws IOException {
    StringBuilder code = new StringBuilder();
    for (String folder : CODE) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().matches(".*\\.(java|kt)"))
            .forEach(file -> code.append(bare(read(file))));
      }
    }
    assertThat(code).as("%s%nis in no class of %s", snippet, CODE).contains(bare(snippet.code()));
  }

  /** Code as such: how it is broken into lines, and what is said of it, may differ. */
  private static String bare(String code) {
    return COMMENT.matcher(code).replaceAll("").replaceAll("\\s+", "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
