package io.lyss.dao.internal;

import java.util.regex.Pattern;

/** The name of a schema that statements can name without quotes. */
public final class SchemaName {

  private static final Pattern FORM = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private SchemaName() {}

  /**
   * @throws IllegalArgumentException if the name is made of anything but lower-case letters, digits
   *     and underscores
   */
  public static String check(String name) {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A schema's name is made of lower-case letters, digits and underscores: \""
              + name
              + "\" is not");
    }
    return name;
  }
}
