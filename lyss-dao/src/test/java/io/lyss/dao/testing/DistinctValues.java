package io.lyss.dao.testing;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.PasswordHash;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Makes values by their type. No two values look alike, except words and booleans, and a later one
 * is greater. Optionals are present, and collections have one element.
 */
public final class DistinctValues {

  private static final Map<Class<?>, IntFunction<Object>> VALUES =
      Map.ofEntries(
          Map.entry(String.class, DistinctValues::text),
          Map.entry(Object.class, DistinctValues::text),
          Map.entry(Ciphertext.class, n -> Ciphertext.of("v1:" + text(n).repeat(16))),
          Map.entry(PasswordHash.class, n -> PasswordHash.of("$2b$12$" + text(n).repeat(16))),
          Map.entry(UUID.class, n -> new UUID(0, n)),
          Map.entry(Instant.class, n -> Instant.EPOCH.plus(Duration.ofDays(n))),
          Map.entry(LocalDate.class, LocalDate::ofEpochDay),
          Map.entry(Duration.class, Duration::ofDays),
          Map.entry(ZoneId.class, ZoneOffset::ofTotalSeconds),
          Map.entry(BigDecimal.class, BigDecimal::valueOf),
          Map.entry(OptionalInt.class, OptionalInt::of),
          Map.entry(OptionalLong.class, OptionalLong::of),
          Map.entry(int.class, n -> n),
          Map.entry(long.class, n -> (long) n),
          Map.entry(Long.class, n -> (long) n),
          Map.entry(double.class, n -> (double) n));

  private final Map<Class<?>, Integer> words = new HashMap<>();
  private int last;

  /** Three capitals, which are a name, a word, and a currency. */
  private static String text(int n) {
    return "" + (char) ('A' + n / 26 / 26) + (char) ('A' + n / 26 % 26) + (char) ('A' + n % 26);
  }

  /**
   * @throws IllegalArgumentException if nothing is known of the type, its record refuses what it is
   *     given, or there is no further value
   */
  public Object next(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type first = generic.getActualTypeArguments()[0];
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == Optional.class) {
        return Optional.of(next(first));
      } else if (raw == List.class) {
        return List.of(next(first));
      } else if (raw == Set.class) {
        return Set.of(next(first));
      } else if (raw == Map.class) {
        return Map.of(next(first), next(generic.getActualTypeArguments()[1]));
      }
      throw new IllegalArgumentException("nothing known of " + type);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(plain);
    }
    if (plain.isEnum() || plain == boolean.class) {
      Object[] all = plain.isEnum() ? plain.getEnumConstants() : new Object[] {false, true};
      return all[words.merge(plain, 1, Integer::sum) - 1];
    } else if (!VALUES.containsKey(plain)) {
      throw new IllegalArgumentException("nothing known of " + type);
    }
    last++;
    return VALUES.get(plain).apply(last);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values =
        Arrays.stream(components).map(component -> next(component.getGenericType())).toArray();
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(type + " refuses: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
