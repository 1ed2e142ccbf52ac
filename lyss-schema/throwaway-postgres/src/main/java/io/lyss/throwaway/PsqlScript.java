package io.lyss.throwaway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A script for psql, such as those of the bootstrap, for whoever has a connection and no psql.
 *
 * <p>Knows as much of psql as these need: commands that stand on a line of their own, and variables
 * that stand for a name.
 */
public final class PsqlScript {

  /** As a name is written, quotes within it doubled. */
  private static final Pattern NAME = Pattern.compile(":\"(\\w+)\"");

  private PsqlScript() {}

  /**
   * Its statements, as psql sends them if it is told these variables by {@code -v}.
   *
   * @throws IllegalArgumentException if it needs another variable
   */
  public static String statements(String script, Map<String, String> variables) {
    String sql =
        script
            .lines()
            .filter(line -> !line.startsWith("\\"))
            .collect(Collectors.joining("\n", "", "\n"));
    return NAME.matcher(sql)
        .replaceAll(variable -> Matcher.quoteReplacement(quoted(variable, variables)));
  }

  /**
   * The same of a file that lies beside a class.
   *
   * @throws IllegalArgumentException if there is none, or if it needs another variable
   */
  public static String statements(Class<?> beside, String file, Map<String, String> variables) {
    try (InputStream script = beside.getResourceAsStream(file)) {
      if (script == null) {
        throw new IllegalArgumentException("There is no " + file + " beside " + beside.getName());
      }
      return statements(new String(script.readAllBytes(), StandardCharsets.UTF_8), variables);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(MatchResult variable, Map<String, String> variables) {
    String value = variables.get(variable.group(1));
    if (value == null) {
      throw new IllegalArgumentException("The script needs the variable " + variable.group(1));
    }
    return '"' + value.replace("\"", "\"\"") + '"';
  }
}
