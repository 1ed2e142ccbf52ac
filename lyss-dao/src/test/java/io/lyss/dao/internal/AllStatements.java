package io.lyss.dao.internal;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The text of every statement that the DAOs keep. */
public final class AllStatements {

  private static final String SCHEMA = "some_schema";

  private final Map<String, String> texts = new TreeMap<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private AllStatements() {}

  /** The texts of the statements in the static fields of classes, by the names of the fields. */
  public static Map<String, String> texts(List<String> classes)
      throws ReflectiveOperationException {
    AllStatements all = new AllStatements();
    for (String name : classes) {
      Class<?> type = Class.forName(name);
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          all.add(type.getSimpleName() + "." + field.getName(), value(field, null));
        }
      }
    }
    return all.texts;
  }

  private static Object value(Field field, Object of) throws ReflectiveOperationException {
    field.setAccessible(true);
    return field.get(of);
  }

  private void add(String name, Object value) throws ReflectiveOperationException {
    if (value instanceof ScopedStatement<?> statement) {
      texts.put(name, statement.in(SCHEMA, "Some.call").plain());
    } else if (value instanceof FilteredStatement<?> statement) {
      add(name + " of nothing", statement.taking(new Arguments()));
      add(name + " of all", statement.taking(each(statement)));
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        add(name + "." + entry.getKey(), entry.getValue());
      }
    } else if (value instanceof Collection<?> items) {
      for (Object item : items) {
        add(name, item);
      }
    } else if (value != null
        && value.getClass().getName().startsWith("io.lyss.dao.")
        && !value.getClass().getName().contains(".jooq.")
        && !value.getClass().isHidden()
        && seen.add(value)) {
      for (Field field : value.getClass().getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          add(name + "." + field.getName(), value(field, value));
        }
      }
    }
  }

  private static Arguments each(FilteredStatement<?> statement)
      throws ReflectiveOperationException {
    Arguments each = new Arguments();
    for (Object name :
        (Set<?>) value(FilteredStatement.class.getDeclaredField("optional"), statement)) {
      each.put((String) name, name);
    }
    return each;
  }
}
