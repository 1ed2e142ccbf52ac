package io.lyss.examples.operations;

import io.lyss.throwaway.ThrowawayDatabase;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs the command of LYSS in a process of its own, which reads the password from its environment.
 */
final class LyssCommand {

  private static final String MAIN = "io.lyss.schema.cli.Main";

  private LyssCommand() {}

  /**
   * What it printed, including errors.
   *
   * @param status its exit status; 0 if all is well
   */
  record Answer(int status, String text) {}

  static Answer run(ThrowawayDatabase database, String verb, List<String> options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                MAIN,
                verb,
                Installation.KIND.name(),
                "--url",
                database.jdbcUrl(),
                "--user",
                database.adminUser()));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", database.adminPassword());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(process.waitFor(), text.strip());
    } catch (IOException e) {
      throw new IllegalStateException("The command could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + verb + " was running", e);
    }
  }

  /**
   * The class path of this class's loader: Maven runs an example in its own JVM, whose class path
   * is Maven's.
   */
  private static String classPath() {
    return LyssCommand.class.getClassLoader() instanceof URLClassLoader maven
        ? Arrays.stream(maven.getURLs())
            .map(LyssCommand::file)
            .collect(Collectors.joining(java.io.File.pathSeparator))
        : System.getProperty("java.class.path");
  }

  private static String file(URL url) {
    return URLDecoder.decode(url.getPath().replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
