package io.lyss.schema;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The statement with which the owner of a schema removes an object that no file defines, because an
 * earlier version has left it or somebody has put it there. An object that may hold rows is moved
 * to another schema and not dropped.
 */
final class Leftover {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final Pattern ON_TABLE = Pattern.compile("([^.]+)\\.(.+)");
  private static final Pattern GRANT = Pattern.compile("(?<subject>.+) to (?<grantee>\\S+)");
  private static final Pattern FUNCTION = Pattern.compile("(?<name>[^(]+)(?<parameters>\\(.*\\))");

  private static final Set<String> DROPPED =
      Set.of("function", "procedure", "aggregate", "view", "materialized view");
  private static final Set<String> MOVED = Set.of("table", "foreign table", "sequence", "type");
  private static final Set<String> DROPPED_ON_TABLE = Set.of("policy", "trigger", "rule");
  private static final Map<String, String> PART_OF_TABLE =
      Map.of("column", "column", "constraint", "constraint");

  private Leftover() {}

  /**
   * @param all names of all that no file defines
   * @return nothing for an object that goes with another of these, such as a column with its table
   */
  static Optional<String> removal(CatalogObject object, Set<String> all, String schema) {
    String kind = kind(object.name());
    String name = object.name().substring(kind.length() + 1);
    String place = schema + ".";
    if (DROPPED.contains(kind)) {
      return Optional.of("drop " + kind + " " + place + callable(name));
    } else if (MOVED.contains(kind)) {
      return Optional.of("alter " + kind + " " + place + quoted(name) + " set schema ...");
    } else if (kind.equals("grant")) {
      return revocation(object, name, all, place);
    }
    Matcher part = ON_TABLE.matcher(name);
    if (!part.matches() || goesWith(part.group(1), all)) {
      return Optional.empty();
    }
    String table = place + quoted(part.group(1));
    if (DROPPED_ON_TABLE.contains(kind)) {
      return Optional.of("drop " + kind + " " + part.group(2) + " on " + table);
    } else if (kind.equals("index")) {
      return Optional.of("drop index " + place + part.group(2));
    }
    return Optional.ofNullable(PART_OF_TABLE.get(kind))
        .map(word -> "alter table " + table + " drop " + word + " " + part.group(2));
  }

  private static Optional<String> revocation(
      CatalogObject object, String name, Set<String> all, String place) {
    Matcher grant = GRANT.matcher(name);
    if (!grant.matches()) {
      return Optional.empty();
    }
    String subject = grant.group("subject");
    if (goesWith(subject, all) || all.contains(subject)) {
      return Optional.empty();
    }
    String on;
    if (subject.startsWith("schema ")) {
      on = subject;
    } else if (subject.startsWith("type ")) {
      on = "type " + place + quoted(subject.substring("type ".length()));
    } else {
      on = subject.endsWith(")") ? "routine " + place + callable(subject) : place + quoted(subject);
    }
    return Optional.of(
        "revoke "
            + object.definition().replace("*", "")
            + " on "
            + on
            + " from "
            + grant.group("grantee"));
  }

  private static boolean goesWith(String owner, Set<String> all) {
    return Stream.concat(DROPPED.stream(), MOVED.stream())
        .anyMatch(kind -> all.contains(kind + " " + owner));
  }

  private static String kind(String name) {
    for (String kind : new String[] {"materialized view", "foreign table"}) {
      if (name.startsWith(kind + " ")) {
        return kind;
      }
    }
    return name.substring(0, name.indexOf(' '));
  }

  private static String callable(String name) {
    Matcher function = FUNCTION.matcher(name);
    return function.matches()
        ? quoted(function.group("name")) + function.group("parameters")
        : quoted(name);
  }

  private static String quoted(String name) {
    return PLAIN.matcher(name).matches() ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
