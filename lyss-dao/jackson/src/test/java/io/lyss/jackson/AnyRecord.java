package io.lyss.jackson;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.provider.AccessToken;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** A record of a type, with something in each of its components. */
final class AnyRecord {

  static final Json JSON =
      new Json("{\"price\":1.10,\"list\":[1,{\"huge\":1e400},null,\"\\u00e9\"]}");
  static final String SECRET = "SECRT";
  static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456Z");
  static final Cursor CURSOR = new Cursor(TIME, new UUID(3, 4));

  private AnyRecord() {}

  /**
   * @throws IllegalArgumentException if there is a component of which nothing is known here, or the
   *     record refuses what it is given
   */
  static Object of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type first = generic.getActualTypeArguments()[0];
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == Optional.class) {
        return Optional.of(of(first));
      }
      if (raw == List.class) {
        return List.of(of(first));
      }
      if (raw == Set.class) {
        return Set.of(of(first));
      }
      if (raw == Map.class) {
        return Map.of(of(first), of(generic.getActualTypeArguments()[1]));
      }
      return record(raw, first);
    }
    return ofClass((Class<?>) type);
  }

  private static Object ofClass(Class<?> type) {
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isRecord() && type != Json.class && type != Cursor.class) {
      return record(type, String.class);
    }
    return VALUES.entrySet().stream()
        .filter(value -> value.getKey() == type)
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nothing known of " + type));
  }

  private static final Map<Class<?>, Object> VALUES =
      Map.ofEntries(
          Map.entry(Json.class, JSON),
          Map.entry(Cursor.class, CURSOR),
          Map.entry(Ciphertext.class, Ciphertext.of("v1:" + SECRET.repeat(8))),
          Map.entry(PasswordHash.class, PasswordHash.of("$2b$12$" + SECRET.repeat(8))),
          Map.entry(
              AccessToken.class,
              AccessToken.parse("lyss_" + "A".repeat(21) + "Q_" + SECRET.repeat(8) + "AAA")
                  .orElseThrow()),
          Map.entry(ZoneId.class, ZoneId.of("Asia/Shanghai")),
          Map.entry(String.class, "text"),
          Map.entry(UUID.class, new UUID(1, 2)),
          Map.entry(Instant.class, TIME),
          Map.entry(LocalDate.class, LocalDate.of(2026, 3, 1)),
          Map.entry(Duration.class, Duration.ofSeconds(90)),
          Map.entry(BigDecimal.class, new BigDecimal("1.10")),
          Map.entry(OptionalInt.class, OptionalInt.of(3)),
          Map.entry(OptionalLong.class, OptionalLong.of(3)),
          Map.entry(int.class, 3),
          Map.entry(long.class, 3L),
          Map.entry(double.class, 0.5),
          Map.entry(boolean.class, true),
          Map.entry(Integer.class, 3),
          Map.entry(Long.class, 3L));

  private static Object record(Class<?> type, Type argument) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values =
        Arrays.stream(components)
            .map(RecordComponent::getGenericType)
            .map(component -> of(replaced(component, argument)))
            .toArray();
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

  /** The only variables are of records that hold a list of something. */
  private static Type replaced(Type component, Type argument) {
    if (component instanceof ParameterizedType generic
        && generic.getActualTypeArguments()[0] instanceof TypeVariable<?>) {
      return new ParameterizedType() {
        @Override
        public Type[] getActualTypeArguments() {
          return new Type[] {argument};
        }

        @Override
        public Type getRawType() {
          return generic.getRawType();
        }

        @Override
        public Type getOwnerType() {
          return generic.getOwnerType();
        }
      };
    }
    return component;
  }
}
