package io.lyss.dao.testing.calls;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Arguments that are whole rows, as they were read and then edited. */
final class Rows {

  private Rows() {}

  /**
   * What identifies a row, also in answers: its id, or the key of a setting, or else the value
   * itself.
   */
  static Object key(Object argument) {
    return keyOf(argument).map(component -> value(component, argument)).orElse(argument);
  }

  /** A copy of the row, with an id that was never there. */
  static Object neverLike(Object row) {
    RecordComponent key =
        keyOf(row).orElseThrow(() -> new IllegalArgumentException("No row with an id: " + row));
    RecordComponent[] components = row.getClass().getRecordComponents();
    Object[] values =
        Arrays.stream(components)
            .map(
                component ->
                    component.equals(key)
                        ? HiddenRows.neverLike(value(component, row))
                        : value(component, row))
            .toArray();
    try {
      return row.getClass()
          .getConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<RecordComponent> keyOf(Object argument) {
    return argument instanceof Record row
        ? Stream.of("id", "key")
            .flatMap(
                name ->
                    Arrays.stream(row.getClass().getRecordComponents())
                        .filter(component -> component.getName().equals(name)))
            .findFirst()
        : Optional.empty();
  }

  private static Object value(RecordComponent component, Object row) {
    try {
      return component.getAccessor().invoke(row);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
