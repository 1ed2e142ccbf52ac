package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The modules, profiles, tests and properties in the Maven commands of the documents exist. */
class MavenCommandsTest {

  /** Properties that plug-ins read. */
  private static final Set<String> OF_PLUGINS =
      Set.of(
          "test",
          "surefire.failIfNoSpecifiedTests",
          "exec.args",
          "exec.classpathScope",
          "exec.mainClass",
          "skipTests",
          "maven.compiler.useIncrementalCompilation",
          "spotless.check.skip");

  private static final Set<String> GOALS =
      Set.of("compile", "test", "package", "verify", "install", "deploy", "spotless:apply");

  private static final List<Path> FILES =
      Stream.of("pom.xml", "lyss-schema", "lyss-dao", "lyss-examples")
          .flatMap(place -> Pages.files(place).stream())
          .filter(file -> file.toString().matches(".*(pom\\.xml|\\.java)"))
          .filter(file -> !file.toString().matches(".*/target/.*|.*/MavenCommandsTest.java"))
          .toList();
  private static final String POMS = text(FILES.stream().filter(file -> file.endsWith("pom.xml")));
  private static final String JAVA = text(FILES.stream().filter(file -> !file.endsWith("pom.xml")));
  private static final Set<String> CLASSES =
      FILES.stream()
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(Collectors.toSet());

  private static String text(Stream<Path> files) {
    return files.map(Pages::read).collect(Collectors.joining("\n"));
  }

  static List<String> commands() {
    return Pages.all().stream()
        .map(Pages::read)
        .flatMap(page -> found(page, "(?<![-/\\w])mvn [^`\n]*").map(MatchResult::group))
        .distinct()
        .toList();
  }

  private static Stream<MatchResult> found(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  private static List<String> options(String command, String pattern) {
    return found(command, pattern).map(option -> option.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void namesWhatThereIs(String command) {
    assertThat(options(command, " -D([\\w.-]+)"))
        .allSatisfy(
            property ->
                assertThat(
                        OF_PLUGINS.contains(property)
                            || POMS.contains("<" + property + ">")
                            || POMS.contains("<name>" + property + "</name>")
                            || POMS.contains("${" + property + "}")
                            || JAVA.contains("\"" + property + "\""))
                    .as(property)
                    .isTrue());
    assertThat(options(command, " -P(\\S+)"))
        .allSatisfy(profile -> assertThat(POMS).contains("<id>" + profile + "</id>"));
    assertThat(options(command, " -pl (\\S+)"))
        .allSatisfy(
            modules ->
                assertThat(modules.split(","))
                    .allSatisfy(
                        module -> assertThat(POMS).contains("<module>" + module + "</module>")));
    assertThat(options(command, " -Dtest='?([^' ]+)"))
        .allSatisfy(
            tests ->
                assertThat(tests.split(","))
                    .filteredOn(test -> !test.contains("*"))
                    .isSubsetOf(CLASSES));
    String bare =
        command
            .replaceAll("<[^>]*>", "")
            .replaceAll(" -(D('[^']*'|\"[^\"]*\"|[^ '\"])*|pl \\S+)", "");
    assertThat(Stream.of(bare.split(" ")).skip(1).filter(word -> !word.startsWith("-")))
        .isNotEmpty()
        .isSubsetOf(GOALS);
  }
}
