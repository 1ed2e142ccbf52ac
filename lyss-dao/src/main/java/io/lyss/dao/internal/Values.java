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
import org.jspecify.annotations.Nullable;

/** Hands values to the driver, each as the type that the server expects. */
final class Values {

  private Values() {}

  static void set(PreparedStatement statement, int place, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      // The statement says what type it is.
      statement.setNull(place, Types.NULL);
    } else if (value instanceof Integer number) {
      statement.setInt(place, number);
    } else if (value instanceof Long number) {
      statement.setLong(place, number);
    } else if (value instanceof String text) {
      statement.setString(place, text);
    } else if (value instanceof Boolean flag) {
      statement.setBoolean(place, flag);
    } else if (value instanceof BigDecimal number) {
      statement.setBigDecimal(place, number);
    } else if (value instanceof Instant instant) {
      statement.setObject(place, utc(instant));
    } else if (value instanceof LocalDate date) {
      statement.setObject(place, date);
    } else if (value instanceof Json json) {
      statement.setString(place, json.text());
    } else if (value instanceof Ciphertext ciphertext) {
      statement.setString(place, ciphertext.reveal());
    } else if (value instanceof PasswordHash hash) {
      statement.setString(place, hash.reveal());
    } else {
      setArray(statement, place, value);
    }
  }

  private static void setArray(PreparedStatement statement, int place, Object value)
      throws SQLException {
    if (value instanceof int[] || value instanceof Integer[]) {
      statement.setArray(place, statement.getConnection().createArrayOf("int4", boxed(value)));
    } else if (value instanceof Long[] numbers) {
      statement.setArray(place, statement.getConnection().createArrayOf("int8", numbers));
    } else if (value instanceof String[] texts) {
      statement.setArray(place, statement.getConnection().createArrayOf("text", texts));
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
