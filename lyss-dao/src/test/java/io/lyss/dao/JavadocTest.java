package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a host calls says what it does. */
class JavadocTest {

  private static final Path SOURCES = Path.of("src/main/java/io/lyss/dao");

  private static final Pattern MEMBER =
      Pattern.compile("  (?:public|protected) .*[({;]|  [A-Z][\\w<>, ?.]* \\w+\\(.*\\).*;");

  // the constructor that checks what a record is given
  private static final Pattern CHECKS = Pattern.compile("  public \\w+ \\{");

  private static List<Path> api() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.startsWith(SOURCES.resolve("internal")))
          .toList();
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
          found.add(SOURCES.relativize(file) + ": " + line.strip());
        }
      }
    }
    return found;
  }

  @Test
  void everyPublicMemberHasJavadoc() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : api()) {
      found.addAll(undocumented(file));
    }
    assertThat(api()).hasSizeGreaterThan(150);
    assertThat(found).isEmpty();
  }
}
