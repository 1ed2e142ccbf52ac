package io.lyss.schema;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object as this version of LYSS makes it, for a schema of any name and extensions in any
 * schemas.
 *
 * @param name its kind and name
 * @param definition its definition, in one line or several
 * @param body the hash of a function's body
 */
record ShippedObject(String name, String definition, @Nullable BodyHash body) {

  private static final Pattern TEXT =
      Pattern.compile("(?s)(?<name>.+?): (?<definition>.*?)(\n    body (?<body>[0-9a-f ]+))?");

  static ShippedObject of(CatalogObject object, String schema, Map<String, String> extensions) {
    return new ShippedObject(
        withPlaceholders(object.name(), schema, extensions),
        withPlaceholders(object.definition(), schema, extensions),
        object.body() == null ? null : BodyHash.of(object.body(), schema));
  }

  static ShippedObject parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new ShippedObject(
        parts.group("name"),
        parts.group("definition").replace("\n    ", "\n"),
        parts.group("body") == null ? null : BodyHash.parse(parts.group("body")));
  }

  /** The same object in a given schema. */
  ShippedObject in(String schema, Map<String, String> extensions) {
    return new ShippedObject(
        filled(name, schema, extensions), filled(definition, schema, extensions), body);
  }

  boolean matches(CatalogObject object, String schema) {
    return definition.equals(object.definition()) && bodyMatches(object, schema);
  }

  boolean bodyMatches(CatalogObject object, String schema) {
    return body == null
        ? object.body() == null
        : object.body() != null && body.matches(object.body(), schema);
  }

  @Override
  public String toString() {
    return name
        + ": "
        + definition.replace("\n", "\n    ")
        + (body == null ? "" : "\n    body " + body);
  }

  private static String withPlaceholders(
      String text, String schema, Map<String, String> extensions) {
    String result = text.replaceAll("\\b" + schema + "\\b", Matcher.quoteReplacement("${schema}"));
    return extensions.containsKey("pgcrypto")
        ? result.replaceAll(
            "\\b" + extensions.get("pgcrypto") + "\\.", Matcher.quoteReplacement("${pgcrypto}."))
        : result;
  }

  private static String filled(String text, String schema, Map<String, String> extensions) {
    return text.replace("${schema}", schema)
        .replace("${pgcrypto}", extensions.getOrDefault("pgcrypto", "public"));
  }
}
