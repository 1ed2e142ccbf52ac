package io.lyss.dao.internal;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Json;
import io.lyss.dao.PasswordHash;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * Hands values to the driver, each with its type. A value without one makes the driver ask the
 * server for it; and once it knows what a statement answers, it puts a Sync in front of it if that
 * has no largest size, as text has not. That Sync would end the transaction that holds the scope.
 */
final class Values {

  private Values() {}

  /**
   * @param type PostgreSQL's name of the type, for a null
   */
  static void set(PreparedStatement statement, int place, String type, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(place, Types.OTHER, type);
    } else if (value instanceof Integer number) {
      statement.setInt(place, number);
    } else if (value instanceof Long number) {
      statement.setLong(place, number);
    } else if (value instanceof String text) {
      setText(statement, place, text);
    } else if (value instanceof Boolean flag) {
      statement.setBoolean(place, flag);
    } else if (value instanceof UUID id) {
      statement.setObject(place, id);
    } else if (value instanceof Double number) {
      statement.setDouble(place, number);
    } else if (value instanceof BigDecimal number) {
      statement.setBigDecimal(place, number);
    } else if (value instanceof Instant instant) {
      statement.setObject(place, utc(instant));
    } else if (value instanceof LocalDate date) {
      statement.setObject(place, date);
    } else if (value instanceof Json json) {
      setText(statement, place, json.text());
    } else if (value instanceof Ciphertext ciphertext) {
      setText(statement, place, ciphertext.reveal());
    } else if (value instanceof PasswordHash hash) {
      setText(statement, place, hash.reveal());
    } else {
      setArray(statement, place, value);
    }
  }

  /** A text as such, also where the host has set the driver's {@code stringtype=unspecified}. */
  static void setText(PreparedStatement statement, int place, String text) throws SQLException {
    PGobject typed = new PGobject();
    typed.setType("varchar");
    typed.setValue(text);
    statement.setObject(place, typed);
  }

  private static void setArray(PreparedStatement statement, int place, Object value)
      throws SQLException {
    if (value instanceof int[] || value instanceof Integer[]) {
      statement.setArray(place, statement.getConnection().createArrayOf("int4", boxed(value)));
    } else if (value instanceof Long[] numbers) {
      statement.setArray(place, statement.getConnection().createArrayOf("int8", numbers));
    } else if (value instanceof UUID[] ids) {
      statement.setArray(place, statement.getConnection().createArrayOf("uuid", ids));
    } else if (value instanceof String[] texts) {
      statement.setArray(place, statement.getConnection().createArrayOf("text", texts));
    } else if (value instanceof Double[] numbers) {
      statement.setArray(place, statement.getConnection().createArrayOf("float8", numbers));
    } else if (value instanceof BigDecimal[] numbers) {
      statement.setArray(place, statement.getConnection().createArrayOf("numeric", numbers));
    } else if (value instanceof Instant[] instants) {
      Object[] times = Arrays.stream(instants).map(i -> i == null ? null : utc(i)).toArray();
      statement.setArray(place, statement.getConnection().createArrayOf("timestamptz", times));
    } else {
      throw new IllegalArgumentException("No way to hand over a " + value.getClass().getName());
    }
  }

  private static Object[] boxed(Object numbers) {
    return numbers instanceof int[] primitive
        ? Arrays.stream(primitive).boxed().toArray(Integer[]::new)
        : (Integer[]) numbers;
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
