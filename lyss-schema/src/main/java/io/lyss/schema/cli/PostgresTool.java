package io.lyss.schema.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An installed program of PostgreSQL, such as {@code pg_dump}.
 *
 * @param program its file
 * @param version its major version
 */
record PostgresTool(Path program, int version) {

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /** The lines that it prints with --verbose about itself, which contain no value of a row. */
  private static final Pattern STEP =
      Pattern.compile("pg_\\w+: ((?:reading|dumping|creating|processing|launching) .*)");

  /** The folders in which the packages of Debian and Red Hat install each version. */
  private static final List<String> PACKAGES = List.of("/usr/lib/postgresql", "/usr");

  /**
   * Finds the one whose version is nearest to the server's.
   *
   * @param folder where to look; null for the PATH and where packages put it
   * @param fits whether a version fits
   * @param wanted the versions that fit, in words
   * @throws CommandFailedException if there is none; it names the programs that do not fit
   */
  static PostgresTool find(
      String name, @Nullable Path folder, int server, IntPredicate fits, String wanted) {
    List<PostgresTool> found = new ArrayList<>();
    for (Path place : folder == null ? places() : List.of(folder)) {
      Path program = place.resolve(name);
      if (Files.isExecutable(program)) {
        found.add(new PostgresTool(program, versionOf(program)));
      }
    }
    return found.stream()
        .filter(tool -> fits.test(tool.version))
        .min(Comparator.comparingInt(tool -> Math.abs(tool.version - server)))
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "No "
                        + name
                        + " of PostgreSQL "
                        + wanted
                        + (folder == null ? "" : " in " + folder)
                        + (found.isEmpty() ? "" : "; there is " + found)
                        + ". Install that version's client, or name its folder by --pg-bin.",
                    null));
  }

  private static List<Path> places() {
    List<Path> places = new ArrayList<>();
    String path = System.getenv("PATH");
    Arrays.stream((path == null ? "" : path).split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .forEach(places::add);
    for (String root : PACKAGES) {
      try (Stream<Path> versions = Files.list(Path.of(root))) {
        versions
            .filter(version -> version.getFileName().toString().matches("(pgsql-)?\\d+"))
            .map(version -> version.resolve("bin"))
            .sorted()
            .forEach(places::add);
      } catch (IOException e) {
        // no such packages on this system
      }
    }
    return places;
  }

  private static int versionOf(Path program) {
    Matcher version =
        VERSION.matcher(run(List.of(program.toString(), "--version"), Map.of(), what -> {}));
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  /**
   * Runs it, and returns what it prints.
   *
   * @throws CommandFailedException if it fails, with its errors, but without values of rows
   */
  String run(Map<String, String> environment, List<String> arguments) {
    return run(environment, arguments, what -> {});
  }

  /**
   * Runs it, and reports its progress.
   *
   * @param heard receives each step when it begins, such as the name of a table; with {@code
   *     --verbose}
   * @throws CommandFailedException likewise
   */
  String run(Map<String, String> environment, List<String> arguments, Consumer<String> heard) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    return run(command, environment, heard);
  }

  private static String run(
      List<String> command, Map<String, String> environment, Consumer<String> heard) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(environment);
    Process process = null;
    try {
      process = builder.start();
      process.getOutputStream().close();
      String output = read(process.getInputStream(), heard);
      if (process.waitFor() != 0) {
        throw new CommandFailedException(
            Path.of(command.get(0)).getFileName() + " failed: " + errors(output), null);
      }
      return output;
    } catch (IOException e) {
      throw new CommandFailedException(command.get(0) + " could not be run: " + e, e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new CommandFailedException(command.get(0) + " was interrupted", e);
    }
  }

  private static String read(InputStream stream, Consumer<String> heard) throws IOException {
    StringBuilder output = new StringBuilder();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null) {
      output.append(line).append('\n');
      Matcher step = STEP.matcher(line);
      if (step.matches()) {
        heard.accept(step.group(1));
      }
      line = lines.readLine();
    }
    return output.toString();
  }

  private static String errors(String output) {
    String errors =
        output
            .lines()
            .filter(line -> line.contains(": error: ") || line.startsWith("HINT: "))
            .collect(Collectors.joining("\n"));
    return errors.isEmpty() ? "it does not say why" : errors;
  }

  @Override
  public String toString() {
    return program + " of " + version;
  }
}
