package io.lyss.schema;

import java.util.regex.Pattern;

/**
 * Definitions as PostgreSQL writes them. If x is a varchar, PostgreSQL writes {@code x in ('a',
 * 'b')} in a form that it writes differently once it has read it again. So a definition that was
 * dumped and restored would look changed.
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

  /**
   * The definition as it would be after a dump and a restore; one that was restored does not
   * change.
   */
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
