package io.lyss.dao.internal;

import io.lyss.dao.Json;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** A row that is read from left to right, in the order of a record's components. */
public final class Row {

  private final ResultSet result;
  private int column;

  Row(ResultSet result) {
    this.result = result;
  }

  Row reset() {
    column = 0;
    return this;
  }

  /** Passes over columns that this row leaves empty. */
  public void skip(int columns) {
    column += columns;
  }

  public int nextInt() throws SQLException {
    return result.getInt(++column);
  }

  public long nextLong() throws SQLException {
    return result.getLong(++column);
  }

  public boolean nextBoolean() throws SQLException {
    return result.getBoolean(++column);
  }

  public String nextString() throws SQLException {
    return result.getString(++column);
  }

  public double nextDouble() throws SQLException {
    return result.getDouble(++column);
  }

  public UUID nextUuid() throws SQLException {
    return result.getObject(++column, UUID.class);
  }

  public Optional<UUID> nextOptionalUuid() throws SQLException {
    return Optional.ofNullable(nextUuid());
  }

  /** An array of texts; a null element is not to be expected. */
  public List<String> nextTexts() throws SQLException {
    return List.of((String[]) result.getArray(++column).getArray());
  }

  /** The same, or nothing. */
  public Optional<List<String>> nextOptionalTexts() throws SQLException {
    Array array = result.getArray(++column);
    return array == null ? Optional.empty() : Optional.of(List.of((String[]) array.getArray()));
  }

  /** An array of UUIDs; a null element is not to be expected. */
  public List<UUID> nextUuids() throws SQLException {
    return List.of((UUID[]) result.getArray(++column).getArray());
  }

  public BigDecimal nextDecimal() throws SQLException {
    return result.getBigDecimal(++column);
  }

  public Instant nextInstant() throws SQLException {
    return result.getObject(++column, OffsetDateTime.class).toInstant();
  }

  public LocalDate nextDate() throws SQLException {
    return result.getObject(++column, LocalDate.class);
  }

  public Json nextJson() throws SQLException {
    return new Json(result.getString(++column));
  }

  public Optional<Json> nextOptionalJson() throws SQLException {
    return nextOptionalString().map(Json::new);
  }

  public Optional<String> nextOptionalString() throws SQLException {
    return Optional.ofNullable(result.getString(++column));
  }

  public Optional<BigDecimal> nextOptionalDecimal() throws SQLException {
    return Optional.ofNullable(result.getBigDecimal(++column));
  }

  public Optional<Instant> nextOptionalInstant() throws SQLException {
    return Optional.ofNullable(result.getObject(++column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  public OptionalInt nextOptionalInt() throws SQLException {
    int value = result.getInt(++column);
    return result.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
  }

  public OptionalLong nextOptionalLong() throws SQLException {
    long value = result.getLong(++column);
    return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
