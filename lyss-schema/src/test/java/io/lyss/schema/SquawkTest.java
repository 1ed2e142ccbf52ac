package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What squawk, whose rules are not ours, says of the migrations; why some of its rules are no rules
 * here stands in the file of its settings.
 */
class SquawkTest {

  private static final Path SETTINGS =
      Path.of(System.getProperty("basedir", ""), "src/test/squawk.toml").toAbsolutePath();

  private static final String SKIPPED =
      "SKIPPED: no squawk in -Dlyss.squawk or on the PATH; it is in the npm package squawk-cli";

  @Test
  void findsNothingInAnyMigration(@TempDir Path folder) throws Exception {
    Optional<Path> squawk = squawk();
    if (squawk.isEmpty()) {
      System.out.println(SKIPPED);
    }
    assumeThat(squawk).as(SKIPPED).isPresent();
    Set<String> names = new LinkedHashSet<>();
    for (LyssDatabase kind : LyssDatabase.values()) {
      for (String name : SqlFiles.inOrderOfApplication(kind)) {
        names.add(kind.name().toLowerCase(Locale.ROOT) + "-" + name);
        Files.writeString(
            folder.resolve(kind.name().toLowerCase(Locale.ROOT) + "-" + name),
            SqlFiles.read(kind, name).replace("${schema}", kind.defaultSchema()));
      }
    }
    // which shows that it reads what it is given
    Files.writeString(folder.resolve("fault.sql"), "create index late on users (email);");
    names.add("fault.sql");
    List<String> command =
        new ArrayList<>(
            List.of(
                squawk.orElseThrow().toString(),
                "--config",
                SETTINGS.toString(),
                "--reporter",
                "gcc"));
    command.addAll(names);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(output.lines())
        .singleElement()
        .asString()
        .contains("fault.sql", "require-concurrent-index-creation");
  }

  private static Optional<Path> squawk() throws IOException {
    String named = System.getProperty("lyss.squawk");
    return Stream.concat(
            Stream.ofNullable(named).map(Path::of),
            Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "squawk")))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
