package io.lyss.dao.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DataType;
import org.jooq.Param;
import org.jooq.impl.DSL;

/** A place in a statement that is filled in when it runs. */
final class Argument {

  private static final Pattern NAME = Pattern.compile("(\\w+)__(\\w+?)");

  private Argument() {}

  /**
   * @param name which of the statement's arguments; the same one may stand in several places
   */
  static <T> Param<T> named(String name, DataType<T> type) {
    // The type is in the name: it is all that is left of a parameter in the rendered text.
    return DSL.param(name + "__" + type.getType().getSimpleName().replace("[]", "Array"), type);
  }

  /** What a place in a rendered statement takes. */
  static Place place(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      // jOOQ numbers them; such a value would be lost, as only arguments are filled in.
      throw new IllegalStateException("A value stands in the statement: use inline(), or arg()");
    }
    return new Place(matcher.group(1), postgresType(matcher.group(2)));
  }

  // As values are: the driver's own text, that is varchar, also for JSON, which statements cast.
  private static String postgresType(String javaType) {
    return switch (javaType) {
      case "Integer" -> "int4";
      case "Long" -> "int8";
      case "Boolean" -> "bool";
      case "Double" -> "float8";
      case "UUID" -> "uuid";
      case "BigDecimal" -> "numeric";
      case "Instant" -> "timestamptz";
      case "LocalDate" -> "date";
      case "YearToSecond" -> "interval";
      case "IntegerArray" -> "_int4";
      case "LongArray" -> "_int8";
      case "DoubleArray" -> "_float8";
      case "UUIDArray" -> "_uuid";
      case "BigDecimalArray" -> "_numeric";
      case "InstantArray" -> "_timestamptz";
      case "StringArray" -> "_text";
      case "JSONBArray" -> "_jsonb";
      default -> "varchar";
    };
  }

  /**
   * A place for a value.
   *
   * @param argument the name of the argument that it takes
   * @param type PostgreSQL's name of its type
   */
  record Place(String argument, String type) {}
}
