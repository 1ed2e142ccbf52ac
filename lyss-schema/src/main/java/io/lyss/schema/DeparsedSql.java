package io.lyss.schema;

import java.util.regex.Pattern;

/**
 * Definitions as PostgreSQL writes them. What it writes of {@code x in ('a', 'b')}, where x is a
 * varchar, it reads as something that it writes otherwise; so a definition that was dumped and
 * restored would look changed.
 */
final class DeparsedSql {

  private static final String ELEMENT = "'(?:[^']|'')*'::character varying";
  private static final String ELEMENTS = ELEMENT + "(?:, " + ELEMENT + ")*";

  private static final Pattern ARRAY =
      Pattern.compile("\\(ARRAY\\[(" + ELEMENTS + ")\\]\\)::text\\[\\]");
  private static final Pattern ARRAY_IN_VIEW =
      Pattern.compile("ARRAY\\[(" + ELEMENTS + ")\\]::text\\[\\]");
  private static final Pattern ONE = Pattern.compile(ELEMENT);

  private DeparsedSql() {}

  /** The definition as it is once it was restored from a dump; the same for one that was. */
  static String settled(String definition) {
    String settled =
        ARRAY
            .matcher(definition)
            .replaceAll(
                array ->
                    literal("ARRAY[" + ONE.matcher(array.group(1)).replaceAll("($0)::text") + "]"));
    return ARRAY_IN_VIEW
        .matcher(settled)
        .replaceAll(
            array -> literal("ARRAY[" + ONE.matcher(array.group(1)).replaceAll("$0::text") + "]"));
  }

  private static String literal(String replacement) {
    return replacement.replace("\\", "\\\\").replace("$", "\\$");
  }
}
