package io.lyss.dao.internal;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Json;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a column becomes a value of a Java type. */
@FunctionalInterface
interface Kind {

  /** The value of a column, or null for a null. */
  @Nullable Object read(ResultSet result, int column) throws SQLException;

  /**
   * The kind of a Java type: a value, an enum, an Optional of one, a List or Set of texts or UUIDs,
   * or a Map of texts, which is an array of pairs.
   *
   * @throws IllegalArgumentException if a column cannot become one
   */
  static Kind of(Type type) {
    Kind known = Kinds.SIMPLE.get(type);
    if (known != null) {
      return known;
    }
    if (type instanceof Class<?> constants && constants.isEnum()) {
      return Kinds.constant(constants);
    }
    if (type instanceof ParameterizedType generic) {
      Type inner = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        Kind kind = of(inner);
        return (result, column) -> Optional.ofNullable(kind.read(result, column));
      } else if (generic.getRawType() == List.class && Kinds.isElement(inner)) {
        return Kinds.array(List::of);
      } else if (generic.getRawType() == Set.class && Kinds.isElement(inner)) {
        return Kinds.array(elements -> Set.copyOf(List.of(elements)));
      } else if (generic.getRawType() == Map.class && inner == String.class) {
        return Kinds.array(Kinds::map);
      }
    }
    throw new IllegalArgumentException("No column becomes a " + type.getTypeName());
  }

  /** Whether a column's value is of this class as such. */
  static boolean isKnown(Class<?> type) {
    return Kinds.SIMPLE.containsKey(type);
  }

  /** The kinds that {@link #of} finds. */
  final class Kinds {

    private static final Map<Type, Kind> SIMPLE =
        Map.ofEntries(
            Map.entry(int.class, ResultSet::getInt),
            Map.entry(long.class, ResultSet::getLong),
            Map.entry(boolean.class, ResultSet::getBoolean),
            Map.entry(double.class, ResultSet::getDouble),
            Map.entry(Integer.class, orNull(ResultSet::getInt)),
            Map.entry(Long.class, orNull(ResultSet::getLong)),
            Map.entry(Boolean.class, orNull(ResultSet::getBoolean)),
            Map.entry(Double.class, orNull(ResultSet::getDouble)),
            Map.entry(String.class, ResultSet::getString),
            Map.entry(BigDecimal.class, ResultSet::getBigDecimal),
            Map.entry(UUID.class, (row, column) -> row.getObject(column, UUID.class)),
            Map.entry(LocalDate.class, (row, column) -> row.getObject(column, LocalDate.class)),
            Map.entry(Instant.class, Kinds::instant),
            Map.entry(Duration.class, Kinds::duration),
            Map.entry(Json.class, (row, column) -> made(row.getString(column), Json::new)),
            Map.entry(TokenCounts.class, json(TokenCounts::of)),
            Map.entry(UnitPrices.class, json(UnitPrices::of)),
            Map.entry(
                Ciphertext.class, (row, column) -> made(row.getString(column), Ciphertext::of)),
            Map.entry(
                PasswordHash.class, (row, column) -> made(row.getString(column), PasswordHash::of)),
            Map.entry(OptionalInt.class, Kinds::optionalInt),
            Map.entry(OptionalLong.class, Kinds::optionalLong));

    private Kinds() {}

    private interface Maker<T> {
      Object make(T value);
    }

    private static <T> @Nullable Object made(@Nullable T value, Maker<T> maker) {
      return value == null ? null : maker.make(value);
    }

    private static Kind json(Maker<Json> maker) {
      return (row, column) -> made(row.getString(column), text -> maker.make(new Json(text)));
    }

    private static Kind orNull(Kind primitive) {
      return (row, column) -> {
        Object value = primitive.read(row, column);
        return row.wasNull() ? null : value;
      };
    }

    private static @Nullable Object instant(ResultSet row, int column) throws SQLException {
      return made(row.getObject(column, OffsetDateTime.class), OffsetDateTime::toInstant);
    }

    // as seconds: for an interval the driver would ask the server what type that is
    private static @Nullable Object duration(ResultSet row, int column) throws SQLException {
      return made(
          row.getBigDecimal(column),
          seconds ->
              Duration.ofSeconds(
                  seconds.longValue(),
                  seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue()));
    }

    private static Object optionalInt(ResultSet row, int column) throws SQLException {
      int value = row.getInt(column);
      return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static Object optionalLong(ResultSet row, int column) throws SQLException {
      long value = row.getLong(column);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an enum's class is of that enum
    private static Kind constant(Class<?> constants) {
      return (row, column) ->
          made(row.getString(column), name -> Sql.constant((Class) constants, name));
    }

    private static boolean isElement(Type type) {
      return type == String.class || type == UUID.class;
    }

    // None of these arrays has null elements.
    private static Kind array(Maker<Object[]> collection) {
      return (row, column) -> {
        Array array = row.getArray(column);
        return array == null ? null : collection.make((Object[]) array.getArray());
      };
    }

    private static Object map(Object[] pairs) {
      Map<String, String> map = new LinkedHashMap<>();
      for (Object pair : pairs) {
        map.put(((String[]) pair)[0], ((String[]) pair)[1]);
      }
      return Collections.unmodifiableMap(map);
    }
  }
}
