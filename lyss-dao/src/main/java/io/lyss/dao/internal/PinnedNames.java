package io.lyss.dao.internal;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names PostgreSQL's own operators, functions and types with their schema, which jOOQ does not do.
 * So a statement means the same for any search path of its connection, and calls nothing that
 * somebody has placed in that path.
 */
final class PinnedNames {

  // What is left alone comes first: texts, quoted names, comments, named parameters, and the = of
  // an assignment.
  private static final Pattern NAME =
      Pattern.compile(
          """
          '(?:[^']|'')*'|"(?:[^"]|"")*"|/\\*.*?\\*/|=>|:=|(?:\\bset|,) \\w+ = |(?<=\\()\\*(?=\\))\
          |(?<operator>[-+*/<>=~!@#%^&|]+)\
          |(?<![\\w.])(?<function>\\w+)(?=\\()\
          |(?<=::)(?<type>\\w+)(?![\\w.])\
          |(?<= as )(?<cast>\\w+)(?=(?:\\[])?\\))""");

  // They look like functions, but are words of the language.
  private static final Set<String> FORMS =
      Set.of("array", "cast", "coalesce", "extract", "greatest", "least");

  // Types that the language itself names
  private static final Set<String> TYPES =
      Set.of("bigint", "boolean", "int", "interval", "numeric", "varchar");

  // They compare with an operator that is found by its name alone.
  private static final Pattern NAMELESS =
      Pattern.compile("\\b(?:nullif\\(|in \\(|i?like |similar |between |distinct from |using )");

  private PinnedNames() {}

  static String in(String sql) {
    Matcher nameless = NAMELESS.matcher(sql);
    if (nameless.find()) {
      throw new IllegalStateException(
          "Say \"" + nameless.group() + "\" with an operator, which can be named: " + sql);
    }
    StringBuilder pinned = new StringBuilder();
    Matcher name = NAME.matcher(sql);
    while (name.find()) {
      name.appendReplacement(pinned, Matcher.quoteReplacement(pinned(name)));
    }
    return name.appendTail(pinned).toString();
  }

  private static String pinned(Matcher name) {
    String word = name.group();
    if (name.group("operator") != null) {
      return "operator(pg_catalog." + word + ")";
    }
    boolean ofPostgres =
        name.group("function") != null && !FORMS.contains(word)
            || (name.group("type") != null || name.group("cast") != null) && !TYPES.contains(word);
    return ofPostgres ? "pg_catalog." + word : word;
  }
}
