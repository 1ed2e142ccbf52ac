package io.lyss.schema.cli;

import io.lyss.schema.LyssDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The databases that a command handles: one, or all.
 *
 * @param each the databases, in the order in which they are handled
 * @param all whether the command line says {@code all}
 */
record Databases(List<LyssDatabase> each, boolean all) {

  private static final String ALL = "all";

  /** The name of a database on the command line. */
  static String name(LyssDatabase database) {
    return database.name().toLowerCase(Locale.ROOT);
  }

  /** Reads it from the command line; case does not matter. */
  static final class Converter implements ITypeConverter<Databases> {

    @Override
    public Databases convert(String value) {
      if (value.equalsIgnoreCase(ALL)) {
        return new Databases(List.of(LyssDatabase.values()), true);
      }
      return Arrays.stream(LyssDatabase.values())
          .filter(database -> name(database).equalsIgnoreCase(value))
          .findFirst()
          .map(database -> new Databases(List.of(database), false))
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "LYSS has no database \"" + value + "\". Name one of: " + names()));
    }

    private static String names() {
      return Arrays.stream(LyssDatabase.values())
              .map(Databases::name)
              .collect(Collectors.joining(", "))
          + ", "
          + ALL;
    }
  }
}
