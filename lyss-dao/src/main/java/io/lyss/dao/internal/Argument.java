package io.lyss.dao.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DataType;
import org.jooq.Param;
import org.jooq.impl.DSL;

/** An argument of a statement, given when it runs. */
final class Argument {

  private static final Pattern NAME = Pattern.compile("(\\w+)__(\\w+?)");

  private Argument() {}

  /**
   * @param name the argument's name; one argument may stand in several places
   */
  static <T> Param<T> named(String name, DataType<T> type) {
    // The name includes the type, because the rendered text keeps nothing else of a parameter.
    return DSL.param(name + "__" + type.getType().getSimpleName().replace("[]", "Array"), type);
  }

  /** The place of a rendered argument. */
  static Place place(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      // jOOQ numbers values; only arguments are given when the statement runs.
      throw new IllegalStateException("A value stands in the statement: use inline(), or arg()");
    }
    return new Place(matcher.group(1), postgresType(matcher.group(2)));
  }

  // As Values passes them: JSON and other types travel as varchar, and statements cast them.
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
      case "IntegerArray" -> "_int4";
      case "LongArray" -> "_int8";
      case "DoubleArray" -> "_float8";
      case "UUIDArray" -> "_uuid";
      case "BigDecimalArray" -> "_numeric";
      case "InstantArray", "OffsetDateTimeArray" -> "_timestamptz";
      case "BooleanArray" -> "_bool";
      case "StringArray" -> "_text";
      default -> "varchar";
    };
  }

  /**
   * A place for an argument in a rendered statement.
   *
   * @param argument the argument's name
   * @param type PostgreSQL's name of its type
   */
  record Place(String argument, String type) {}
}
