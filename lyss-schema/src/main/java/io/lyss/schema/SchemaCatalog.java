package io.lyss.schema;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The objects of a schema, and how they differ from those of this version of LYSS. */
final class SchemaCatalog {

  private static final String FOLDER = "io/lyss/schema/catalog/";

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}&&[^\n]]");

  private static final int LONG = 80;

  private static final String CHECK = "catalog";

  /** The remedy for a difference that no single statement removes. */
  static final String REMEDY =
      "Put back what is missing or changed; what else is not of LYSS goes with what it belongs to.";

  private static final String REMOVE = "No file defines it, or none any more. As its owner: ";

  private static final String EXTENSION = "\nextension ";

  private final String schema;
  private final Map<String, CatalogObject> objects;
  private final Map<String, String> extensions;

  private SchemaCatalog(
      String schema, Map<String, CatalogObject> objects, Map<String, String> extensions) {
    this.schema = schema;
    this.objects = objects;
    this.extensions = extensions;
  }

  /** Reads the catalog of the server. Every login may read it. */
  static SchemaCatalog read(ReadingSession session, String schema) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      Map<String, CatalogObject> objects = new LinkedHashMap<>();
      try (ResultSet row =
          statement.executeQuery(resource("objects.sql").replace("${schema}", schema))) {
        while (row.next()) {
          String name = row.getString(1) + " " + row.getString(2);
          objects.put(
              name,
              new CatalogObject(
                  name, printable(DeparsedSql.settled(row.getString(3))), row.getString(4)));
        }
      }
      Map<String, String> extensions = new HashMap<>();
      try (ResultSet row =
          statement.executeQuery(
              "select extname, quote_ident(nspname) from pg_extension join pg_namespace n on n.oid = extnamespace")) {
        while (row.next()) {
          extensions.put(row.getString(1), row.getString(2));
        }
      }
      return new SchemaCatalog(schema, objects, extensions);
    }
  }

  /** The shipped catalog as text, the same for a schema of any name. */
  String shippedText() {
    return objects.values().stream()
        .map(object -> ShippedObject.of(object, schema, extensions) + "\n")
        .collect(Collectors.joining());
  }

  /** How it differs from what this version of LYSS makes; empty if it does not. */
  List<Finding> differences(LyssDatabase database) {
    List<Finding> differences = new ArrayList<>();
    Map<String, CatalogObject> extra = new LinkedHashMap<>(objects);
    for (ShippedObject shipped : shipped(database)) {
      ShippedObject expected = shipped.in(schema, extensions);
      CatalogObject found = extra.remove(expected.name());
      if (found == null) {
        differences.add(put("missing: " + expected.name()));
      } else if (!expected.matches(found, schema)) {
        differences.add(put(changed(expected, found)));
      }
    }
    extra.values().removeIf(SchemaCatalog::mayBeAdded);
    for (CatalogObject object : extra.values()) {
      differences.add(
          new Finding(
              CHECK,
              "not of LYSS: " + object.name() + ": " + object.definition(),
              Leftover.removal(object, extra.keySet(), schema)
                  .map(statement -> REMOVE + statement)
                  .orElse(REMEDY)));
    }
    return differences;
  }

  private static Finding put(String what) {
    return new Finding(CHECK, what, REMEDY);
  }

  /**
   * The extensions that a database needs. They are looked for in the text, as to read all objects
   * takes a program that has just started a tenth of a second.
   */
  static List<String> extensions(LyssDatabase database) {
    String text = text(database);
    List<String> names = new ArrayList<>();
    for (int at = text.indexOf(EXTENSION); at >= 0; at = text.indexOf(EXTENSION, at + 1)) {
      int name = at + EXTENSION.length();
      names.add(text.substring(name, text.indexOf(':', name)));
    }
    return List.copyOf(names);
  }

  private static String text(LyssDatabase database) {
    return resource(database.name().toLowerCase(Locale.ROOT) + ".txt");
  }

  private static List<ShippedObject> shipped(LyssDatabase database) {
    return Arrays.stream(text(database).split("\n(?! )")).map(ShippedObject::parse).toList();
  }

  private static String changed(ShippedObject expected, CatalogObject found) {
    String from = expected.definition();
    String to = found.definition();
    if (from.equals(to)) {
      return "changed: " + expected.name() + ": its body";
    }
    return "changed: "
        + expected.name()
        + "\n      expected: "
        + withoutCommon(from, to)
        + "\n      found:    "
        + withoutCommon(to, from);
  }

  /** The text without the words with which both begin and end, if it is long. */
  private static String withoutCommon(String text, String other) {
    int shorter = Math.min(text.length(), other.length());
    if (shorter < LONG) {
      return text;
    }
    int start = 0;
    for (int i = 0; i < shorter && text.charAt(i) == other.charAt(i); i++) {
      if (text.charAt(i) == ' ') {
        start = i + 1;
      }
    }
    int end = 0;
    for (int i = 1;
        i <= shorter - start && text.charAt(text.length() - i) == other.charAt(other.length() - i);
        i++) {
      if (text.charAt(text.length() - i) == ' ') {
        end = i;
      }
    }
    return (start > 0 ? "... " : "")
        + text.substring(start, text.length() - end).replace("\n", "\n        ")
        + (end > 0 ? " ..." : "");
  }

  // What a DBA adds for speed, and extensions of others.
  private static boolean mayBeAdded(CatalogObject object) {
    return object.name().startsWith("extension ")
        || object.name().startsWith("index ") && object.definition().startsWith("CREATE INDEX ");
  }

  private static String printable(String definition) {
    return CONTROL
        .matcher(definition)
        .replaceAll(c -> "\\\\u%04x".formatted((int) c.group().charAt(0)));
  }

  /** A file of the folder of catalogs. */
  static String resource(String name) {
    return Resource.text(FOLDER + name);
  }
}
