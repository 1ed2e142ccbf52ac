package io.lyss.dao.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a value of some of the row's columns, and takes it apart again. */
interface Part {

  @Nullable Object read(ResultSet result, int firstColumn) throws SQLException;

  void write(@Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out);

  /** One column. */
  record Value(Kind kind) implements Part {
    @Override
    public @Nullable Object read(ResultSet result, int firstColumn) throws SQLException {
      return kind.read(result, firstColumn);
    }

    @Override
    public void write(
        @Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out) {
      out.accept(firstColumn, value);
    }
  }

  /** A value that is made from another part's value. */
  record Mapped<T, R>(Part part, Function<T, R> made, Function<R, T> unmade) implements Part {
    @Override
    @SuppressWarnings("unchecked") // the part makes what is mapped
    public @Nullable Object read(ResultSet result, int firstColumn) throws SQLException {
      Object value = part.read(result, firstColumn);
      return value == null ? null : made.apply((T) value);
    }

    @Override
    @SuppressWarnings("unchecked") // what was made of the part's value
    public void write(
        @Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out) {
      part.write(value == null ? null : unmade.apply((R) value), firstColumn, out);
    }
  }

  /** A record, part by part. */
  final class Whole implements Part {

    private final RecordType type;
    private final Part[] parts;
    private final int[] offsets;

    Whole(RecordType type, List<Part> parts, List<Integer> offsets) {
      this.type = type;
      this.parts = parts.toArray(Part[]::new);
      this.offsets = offsets.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public Object read(ResultSet result, int firstColumn) throws SQLException {
      @Nullable Object[] values = new Object[parts.length];
      for (int i = 0; i < parts.length; i++) {
        values[i] = parts[i].read(result, firstColumn + offsets[i]);
      }
      return type.create(values);
    }

    @Override
    public void write(
        @Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out) {
      for (int i = 0; i < parts.length; i++) {
        parts[i].write(value == null ? null : type.get(value, i), firstColumn + offsets[i], out);
      }
    }
  }

  /** An Optional part, which is empty if its first column is null. */
  record Maybe(Part part) implements Part {
    @Override
    public Object read(ResultSet result, int firstColumn) throws SQLException {
      result.getObject(firstColumn);
      return result.wasNull()
          ? Optional.empty()
          : Optional.ofNullable(part.read(result, firstColumn));
    }

    @Override
    public void write(
        @Nullable Object value, int firstColumn, BiConsumer<Integer, @Nullable Object> out) {
      part.write(value == null ? null : ((Optional<?>) value).orElse(null), firstColumn, out);
    }
  }
}
