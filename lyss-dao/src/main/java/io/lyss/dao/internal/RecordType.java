package io.lyss.dao.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes records of a class and takes them apart. */
final class RecordType {

  private static final ClassValue<RecordType> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordType computeValue(Class<?> type) {
          return new RecordType(type);
        }
      };

  private final List<String> names;
  private final MethodHandle constructor;
  private final List<MethodHandle> accessors = new ArrayList<>();

  static RecordType of(Class<?> type) {
    return KNOWN.get(type);
  }

  /** The name that a component has as a column. */
  static String columnName(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private RecordType(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    names = Stream.of(components).map(each -> columnName(each.getName())).toList();
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      constructor =
          lookup
              .unreflectConstructor(canonical)
              .asSpreader(Object[].class, components.length)
              .asType(MethodType.methodType(Object.class, Object[].class));
      for (RecordComponent component : components) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        accessors.add(
            lookup.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class)));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A record of LYSS is out of its reach: " + type, e);
    }
  }

  Object create(@Nullable Object[] components) {
    try {
      return (Object) constructor.invokeExact(components);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** The value of a component, by its position in the record. */
  @Nullable Object get(Object value, int component) {
    try {
      return (Object) accessors.get(component).invokeExact(value);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Gives column name and value of each component; of a record inside, of its components. */
  void write(Object value, BiConsumer<String, @Nullable Object> out) {
    for (int i = 0; i < names.size(); i++) {
      Object component = get(value, i);
      if (component instanceof Record inner && !Kind.isKnown(inner.getClass())) {
        of(inner.getClass()).write(inner, out);
      } else {
        out.accept(names.get(i), component);
      }
    }
  }

  // A record's constructor and accessors throw nothing that is checked.
  private static RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return (RuntimeException) e;
  }
}
