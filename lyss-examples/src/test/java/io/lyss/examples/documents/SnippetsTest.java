package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.examples.documents.Pages.Snippet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The snippets of Java and Kotlin are the code that the build compiles and runs. */
class SnippetsTest {

  private static final List<String> CODE =
      List.of(
          "lyss-examples/src/test/java/io/lyss/examples/documents",
          "lyss-examples/spring/src/main/java",
          "lyss-examples/kotlin/src/test/kotlin",
          "lyss-dao/test-kit/src/test/java",
          "lyss-dao/caffeine/src/test/java",
          "lyss-dao/redis/src/test/java",
          "lyss-dao/spring/src/test/java",
          "lyss-dao/spring-ai/src/test/java",
          "lyss-dao/langchain4j/src/test/java");
  private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

  static List<Snippet> snippets() {
    return Pages.snippets("java", "kotlin");
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void isCodeThatIsCompiledAndRun(Snippet snippet) {
    StringBuilder code = new StringBuilder();
    for (String folder : CODE) {
      Pages.files(folder).stream()
          .filter(file -> file.toString().matches(".*\\.(java|kt)"))
          .forEach(file -> code.append(bare(Pages.read(file))));
    }
    assertThat(code).as("%s%nis in no class of %s", snippet, CODE).contains(bare(snippet.text()));
  }

  /** The code without line breaks and comments, which may differ. */
  private static String bare(String code) {
    return COMMENT.matcher(code).replaceAll("").replaceAll("\\s+", "");
  }

  /** The others are checked by {@link SqlTest}, {@link CommandsTest} and so on. */
  @Test
  void eachIsOfAKindThatATestHolds() {
    assertThat(Pages.snippets())
        .allSatisfy(
            snippet ->
                assertThat(Set.of("java", "kotlin", "sql", "sh", "cron", "properties", "xml"))
                    .as("the word after the fence of %s", snippet)
                    .contains(snippet.kind()));
  }
}
