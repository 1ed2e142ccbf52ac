package io.lyss.dao.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DataType;
import org.jooq.Param;
import org.jooq.impl.DSL;

/** A place in a statement that is filled in when it runs. */
public final class Argument {

  private static final Pattern NAME = Pattern.compile("arg(\\d+)_(\\w+)");

  private Argument() {}

  /**
   * @param position which of the statement's arguments, from 1; the same one may stand in several
   *     places
   */
  public static <T> Param<T> arg(int position, DataType<T> type) {
    // The type is in the name: it is all that is left of a parameter in the rendered text.
    return DSL.param(
        "arg" + position + "_" + type.getType().getSimpleName().replace("[]", "Array"), type);
  }

  /** What a place in a rendered statement takes. */
  static Place place(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      // jOOQ numbers them; such a value would be lost, as only arguments are filled in.
      throw new IllegalStateException("A value stands in the statement: use inline(), or arg()");
    }
    return new Place(Integer.parseInt(matcher.group(1)) - 1, postgresType(matcher.group(2)));
  }

  // As values are: the driver's own text, that is varchar, also for JSON, which statements cast.
  private static String postgresType(String javaType) {
    return switch (javaType) {
      case "Integer" -> "int4";
      case "Long" -> "int8";
      case "Boolean" -> "bool";
      case "Double" -> "float8";
      case "UUID" -> "uuid";
      case "UUIDArray" -> "_uuid";
      case "StringArray" -> "_text";
      case "BigDecimal" -> "numeric";
      case "Instant" -> "timestamptz";
      case "LocalDate" -> "date";
      default -> "varchar";
    };
  }

  /**
   * A place for a value.
   *
   * @param argument the index of the argument that it takes, from 0
   * @param type PostgreSQL's name of its type, for a null
   */
  record Place(int argument, String type) {}
}
