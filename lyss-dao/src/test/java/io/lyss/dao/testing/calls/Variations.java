package io.lyss.dao.testing.calls;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All variations of a call's arguments: each parameter, each component of a record, each element of
 * a list, by its type.
 */
final class Variations {

  private static final int TOO_MANY = 100_001;

  private final List<Variation> found = new ArrayList<>();

  private Variations() {}

  static List<Variation> of(Method method, @Nullable Object[] arguments) {
    Variations variations = new Variations();
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      int place = i;
      variations.vary(
          parameters[i].getName(),
          parameters[i].getParameterizedType(),
          arguments[i],
          value -> Line.with(arguments, place, value));
    }
    return variations.found;
  }

  /** Makes the arguments with another value. */
  private interface Put extends Function<@Nullable Object, @Nullable Object[]> {}

  private void add(String place, String value, boolean heavy, Put put, ValueOf of) {
    found.add(new Variation(place, value, heavy, () -> put.apply(of.value())));
  }

  private interface ValueOf {
    @Nullable Object value();
  }

  private void vary(String place, Type type, @Nullable Object given, Put put) {
    Class<?> raw = raw(type);
    if (!raw.isPrimitive()) {
      add(place, "null", false, put, () -> null);
    }
    inside(place, type, given, put);
  }

  private void inside(String place, Type type, @Nullable Object given, Put put) {
    Class<?> raw = raw(type);
    HostileValues.of(raw)
        .forEach(each -> add(place, each.name(), each.heavy(), put, each.value()::get));
    if (raw == Optional.class) {
      add(place, "nothing", false, put, Optional::empty);
      inside(
          place,
          parameter(type, 0),
          given == null ? null : ((Optional<?>) given).orElse(null),
          value -> put.apply(Optional.of(value)));
    } else if (raw == OptionalInt.class) {
      inside(place, int.class, null, value -> put.apply(OptionalInt.of((int) value)));
    } else if (raw == OptionalLong.class) {
      inside(place, long.class, null, value -> put.apply(OptionalLong.of((long) value)));
    } else if (Collection.class.isAssignableFrom(raw)) {
      elements(place, raw, parameter(type, 0), (Collection<?>) given, put);
    } else if (raw == Map.class) {
      entries(place, parameter(type, 1), (Map<?, ?>) given, put);
    } else if (given instanceof Record) {
      components(place, given, put);
    }
  }

  private void elements(
      String place, Class<?> raw, Type element, @Nullable Collection<?> given, Put put) {
    add(place, "empty", false, put, () -> collection(raw, List.of()));
    add(place + "[0]", "null", false, put, () -> collection(raw, Collections.singletonList(null)));
    if (given == null || given.isEmpty()) {
      inside(
          place + "[0]",
          element,
          null,
          value -> put.apply(collection(raw, Collections.singletonList(value))));
      return;
    }
    Object first = given.iterator().next();
    add(
        place + "[1]",
        "null",
        false,
        put,
        () -> collection(raw, java.util.Arrays.asList(first, null)));
    add(place, "the same twice", false, put, () -> collection(raw, List.of(first, first)));
    add(place, TOO_MANY + " of them", true, put, () -> collection(raw, many(raw(element), first)));
    inside(
        place + "[0]",
        element,
        first,
        value -> {
          List<@Nullable Object> others = new ArrayList<>(given);
          others.set(0, value);
          return put.apply(collection(raw, others));
        });
  }

  private static Collection<?> collection(Class<?> raw, List<?> elements) {
    return raw == Set.class ? new LinkedHashSet<>(elements) : elements;
  }

  private static List<?> many(Class<?> type, Object first) {
    return IntStream.range(0, TOO_MANY).mapToObj(i -> another(type, first, i)).toList();
  }

  private static Object another(Class<?> type, Object first, int number) {
    if (type == String.class) {
      return "x" + number;
    } else if (type == Integer.class) {
      return number;
    } else if (type == Long.class) {
      return (long) number;
    } else if (type == UUID.class) {
      return new UUID(4711, number);
    }
    return first;
  }

  private void entries(String place, Type type, @Nullable Map<?, ?> given, Put put) {
    add(place, "empty", false, put, Map::of);
    Object value =
        given != null && !given.isEmpty() ? given.values().iterator().next() : some(raw(type));
    add(place, "a null as key", false, put, () -> Collections.singletonMap(null, value));
    add(place, "a null as value", false, put, () -> Collections.singletonMap("input", null));
    add(
        place,
        TOO_MANY + " of them",
        true,
        put,
        () -> {
          Map<String, Object> many = new LinkedHashMap<>();
          IntStream.range(0, TOO_MANY).forEach(i -> many.put("x" + i, value));
          return many;
        });
    inside(place, String.class, null, key -> put.apply(Collections.singletonMap(key, value)));
    inside(place, type, null, other -> put.apply(Collections.singletonMap("input", other)));
  }

  private static Object some(Class<?> type) {
    if (type == Long.class) {
      return 1L;
    }
    return type == BigDecimal.class ? BigDecimal.ONE : "x";
  }

  private void components(String place, Object given, Put put) {
    RecordComponent[] components = given.getClass().getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      int which = i;
      vary(
          place + "." + components[i].getName(),
          components[i].getGenericType(),
          get(given, components[i]),
          value -> put.apply(with(given, components, which, value)));
    }
  }

  private static @Nullable Object get(Object given, RecordComponent component) {
    try {
      return component.getAccessor().invoke(given);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same with another component; throws what the constructor throws. */
  private static Object with(
      Object given, RecordComponent[] components, int which, @Nullable Object value) {
    @Nullable Object[] all = Stream.of(components).map(each -> get(given, each)).toArray();
    all[which] = value;
    try {
      Constructor<?> canonical =
          given
              .getClass()
              .getDeclaredConstructor(
                  Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return canonical.newInstance(all);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("A constructor has thrown no RuntimeException", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType generic) {
      return (Class<?>) generic.getRawType();
    }
    return type instanceof Class<?> known ? known : Object.class;
  }

  private static Type parameter(Type type, int place) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[place]
        : Object.class;
  }
}
