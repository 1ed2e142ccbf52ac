package io.lyss.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Brings a program that a test runs and that is not in Maven, by a command that the machine may
 * have: once, into a folder of the build, which {@code mvn clean} empties.
 */
final class BroughtProgram {

  private static final int SECONDS = 90;

  private BroughtProgram() {}

  /** The folder of this program; its name has the version, so that another one is brought anew. */
  static Path folder(String name) throws IOException {
    return Files.createDirectories(
        Path.of(System.getProperty("basedir", ""), "target", "brought", name).toAbsolutePath());
  }

  /**
   * Whether a command has run in this folder and said that all is well: not where there is none,
   * nor where it takes long, as it waits for a network. What it said stands in the folder.
   */
  static boolean hasRun(Path folder, List<String> command) throws InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(
                  folder.resolve(Path.of(command.get(0)).getFileName() + ".log").toFile())
              .start();
    } catch (IOException e) {
      return false;
    }
    if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      return process.exitValue() == 0;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return false;
  }
}
