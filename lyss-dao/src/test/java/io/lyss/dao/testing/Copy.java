package io.lyss.dao.testing;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Copies of records. A test names the components that it changes, and no others. */
public final class Copy {

  private Copy() {}

  /**
   * The same record with other values of these components.
   *
   * @throws IllegalArgumentException if it has no component of a name
   */
  public static <R extends Record> R of(R record, Map<String, ?> changed) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Set<String> names =
        Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.toSet());
    if (!names.containsAll(changed.keySet())) {
      throw new IllegalArgumentException(changed.keySet() + " are not all in " + names);
    }
    Object[] values =
        Arrays.stream(components)
            .map(
                component ->
                    changed.containsKey(component.getName())
                        ? changed.get(component.getName())
                        : value(component, record))
            .toArray();
    try {
      @SuppressWarnings("unchecked") // the class of R
      R copy =
          (R)
              record
                  .getClass()
                  .getConstructor(
                      Arrays.stream(components)
                          .map(RecordComponent::getType)
                          .toArray(Class<?>[]::new))
                  .newInstance(values);
      return copy;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
