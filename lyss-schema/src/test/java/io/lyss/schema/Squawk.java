package io.lyss.schema;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The program of this name. */
record Squawk(Path program) {

  /** Each version has rules that the one before had not. */
  private static final String VERSION = "2.66.0";

  private static final Path SETTINGS =
      Path.of(System.getProperty("basedir", ""), "src/test/squawk.toml").toAbsolutePath();

  /** Why there may be none. */
  static final String NONE =
      "SKIPPED: no squawk in -Dlyss.squawk, npm did not bring squawk-cli@"
          + VERSION
          + " to target/brought, and there is none on the PATH";

  /** The one that is named, else the one that npm brings, else the machine's own. */
  static Optional<Squawk> find() throws IOException, InterruptedException {
    String named = System.getProperty("lyss.squawk");
    if (named != null) {
      return Optional.of(new Squawk(Path.of(named)));
    }
    Optional<Path> brought = brought();
    return (brought.isPresent() ? brought : onPath()).map(Squawk::new);
  }

  private static Optional<Path> brought() throws IOException, InterruptedException {
    Path folder = BroughtProgram.folder("squawk-" + VERSION);
    Path program = folder.resolve("node_modules/.bin/squawk");
    // what the package runs is another package, which npm leaves away where there is none for the
    // machine
    List<String> works = List.of(program.toString(), "--version");
    if (!Files.exists(program) || !BroughtProgram.hasRun(folder, works)) {
      List<String> npm =
          List.of(
              "npm",
              "install",
              "--prefix=" + folder,
              "--prefer-offline",
              "--fetch-retries=1",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund",
              "squawk-cli@" + VERSION);
      if (!BroughtProgram.hasRun(folder, npm) || !BroughtProgram.hasRun(folder, works)) {
        return Optional.empty();
      }
    }
    return Optional.of(program);
  }

  private static Optional<Path> onPath() {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "squawk"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What it says of files in a folder, a line each. */
  List<String> judge(Path folder, Collection<String> names)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            Arrays.asList(
                program.toString(), "--config", SETTINGS.toString(), "--reporter", "gcc"));
    command.addAll(names);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().toList();
  }
}
