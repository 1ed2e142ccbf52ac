package io.lyss.dao.internal;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Json;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.PGobject;

/**
 * Passes values to the driver, each with its type. For a value without a type the driver asks the
 * server. Once it knows that a statement returns a type of unlimited size, such as text, it sends a
 * Sync before that statement, which would end the transaction that holds the scope.
 */
final class Values {

  private Values() {}

  /**
   * @param type PostgreSQL's name of the type; for an array, {@code _} and that of its elements
   * @param plainly the answer of {@link #sendsVarchar} for the connection
   */
  static void set(
      PreparedStatement statement, int place, String type, @Nullable Object given, boolean plainly)
      throws SQLException {
    Object value = plain(given);
    if (value == null) {
      statement.setNull(place, Types.OTHER, type);
    } else if (type.startsWith("_")) {
      statement.setArray(
          place, statement.getConnection().createArrayOf(type.substring(1), elements(type, value)));
    } else if (value instanceof Integer number) {
      statement.setInt(place, number);
    } else if (value instanceof Long number) {
      statement.setLong(place, number);
    } else if (value instanceof String text) {
      setText(statement, place, text, plainly);
    } else if (value instanceof Boolean flag) {
      statement.setBoolean(place, flag);
    } else if (value instanceof Double number) {
      statement.setDouble(place, number);
    } else if (value instanceof BigDecimal number) {
      statement.setBigDecimal(place, number);
    } else if (value instanceof UUID
        || value instanceof OffsetDateTime
        || value instanceof LocalDate) {
      statement.setObject(place, value);
    } else {
      throw new IllegalArgumentException(
          "No statement takes a value of the type " + value.getClass().getName());
    }
  }

  /** Whether a value is passed as a null. */
  static boolean isNull(@Nullable Object value) {
    return value == null
        || value.equals(Optional.empty())
        || value.equals(OptionalInt.empty())
        || value.equals(OptionalLong.empty());
  }

  /**
   * Whether the driver by itself passes a text as text. It does not if the host sets {@code
   * stringtype=unspecified}; for a wrapped connection that cannot be unwrapped, it is not known,
   * and the answer is false.
   */
  static boolean sendsVarchar(Connection connection) throws SQLException {
    return connection.isWrapperFor(BaseConnection.class)
        && connection.unwrap(BaseConnection.class).getStringVarcharFlag();
  }

  /** Passes a text as text, whatever the driver would do by itself. */
  static void setText(PreparedStatement statement, int place, String text, boolean plainly)
      throws SQLException {
    if (plainly) {
      statement.setString(place, text);
      return;
    }
    PGobject typed = new PGobject();
    typed.setType("varchar");
    typed.setValue(text);
    statement.setObject(place, typed);
  }

  /** The value as the driver knows it, or null. */
  static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return plain(optional.orElse(null));
    } else if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? optional.getAsInt() : null;
    } else if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? optional.getAsLong() : null;
    } else if (value instanceof Enum<?> constant) {
      return Sql.column(constant);
    } else if (value instanceof Json json) {
      return json.text();
    } else if (value instanceof TokenCounts counts) {
      return counts.json().text();
    } else if (value instanceof UnitPrices prices) {
      return prices.json().text();
    } else if (value instanceof Ciphertext ciphertext) {
      return ciphertext.reveal();
    } else if (value instanceof PasswordHash hash) {
      return hash.reveal();
    } else if (value instanceof ZoneId zone) {
      return zone.getId();
    } else if (value instanceof Instant instant) {
      return utc(instant);
    } else if (value instanceof Duration duration) {
      // as a text, which the statement casts: the driver would ask the server for this type
      return duration.toString();
    }
    return value;
  }

  private static @Nullable Object[] elements(String type, Object value) {
    if (value instanceof int[] numbers) {
      return Arrays.stream(numbers).boxed().toArray(Integer[]::new);
    }
    if (value instanceof Map<?, ?> map) {
      // text[][]: pairs of a key and its value
      return map.entrySet().stream()
          .map(entry -> new String[] {(String) entry.getKey(), (String) entry.getValue()})
          .toArray(String[][]::new);
    }
    Object[] given = value instanceof Collection<?> items ? items.toArray() : (Object[]) value;
    // an array of the elements' class, by which the driver chooses how to write it
    @Nullable Object[] elements =
        (Object[])
            Array.newInstance(
                switch (type) {
                  case "_int4" -> Integer.class;
                  case "_int8" -> Long.class;
                  case "_float8" -> Double.class;
                  case "_uuid" -> UUID.class;
                  case "_text" -> String.class;
                  default -> Object.class;
                },
                given.length);
    for (int i = 0; i < given.length; i++) {
      elements[i] = inArray(plain(given[i]));
    }
    return elements;
  }

  // In an array, the driver writes a time as its text and cannot write the infinities.
  private static @Nullable Object inArray(@Nullable Object element) {
    if (OffsetDateTime.MAX.equals(element)) {
      return "infinity";
    }
    return OffsetDateTime.MIN.equals(element) ? "-infinity" : element;
  }

  // The driver writes the ends of time as PostgreSQL's infinities.
  private static OffsetDateTime utc(Instant instant) {
    if (instant.equals(Instant.MAX)) {
      return OffsetDateTime.MAX;
    }
    if (instant.equals(Instant.MIN)) {
      return OffsetDateTime.MIN;
    }
    return instant.atOffset(ZoneOffset.UTC);
  }
}
