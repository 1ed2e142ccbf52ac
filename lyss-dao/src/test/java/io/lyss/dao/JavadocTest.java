package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a host calls says what it does. */
class JavadocTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** The modules that are published. */
  private static final List<String> MODULES =
      List.of(
          "lyss-schema/throwaway-postgres",
          "lyss-schema",
          "lyss-dao",
          "lyss-dao/test-kit",
          "lyss-dao/secrets",
          "lyss-dao/caffeine",
          "lyss-dao/redis",
          "lyss-dao/jackson",
          "lyss-dao/spring",
          "lyss-dao/spring-ai",
          "lyss-dao/langchain4j");

  private static final Pattern MEMBER =
      Pattern.compile("  (?:public|protected) .*[({;]|  [A-Z][\\w<>, ?.]* \\w+\\(.*\\).*;");

  // the constructor that checks what a record is given
  private static final Pattern CHECKS = Pattern.compile("  public \\w+ \\{");

  private static List<Path> api(String module) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/io/lyss/dao/internal/"))
          .filter(JavadocTest::isPublic)
          .toList();
    }
  }

  private static boolean isPublic(Path file) {
    try {
      return Files.readAllLines(file).stream().anyMatch(line -> line.startsWith("public "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> undocumented(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> found = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (MEMBER.matcher(line).matches() && !CHECKS.matcher(line).matches()) {
        int before = i - 1;
        boolean overrides = false;
        while (lines.get(before).startsWith("  @")) {
          overrides |= lines.get(before).startsWith("  @Override");
          before--;
        }
        if (!overrides && !lines.get(before).endsWith("*/")) {
          found.add(ROOT.relativize(file) + ": " + line.strip());
        }
      }
    }
    return found;
  }

  @Test
  void everyPublicMemberHasJavadoc() throws IOException {
    List<String> found = new ArrayList<>();
    for (String module : MODULES) {
      List<Path> api = api(module);
      assertThat(api).as(module).hasSizeGreaterThan(module.equals("lyss-dao") ? 150 : 0);
      for (Path file : api) {
        found.addAll(undocumented(file));
      }
    }
    assertThat(found).isEmpty();
  }
}
