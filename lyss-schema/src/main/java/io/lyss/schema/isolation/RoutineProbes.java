package io.lyss.schema.isolation;

import static io.lyss.schema.isolation.Server.literal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Calls of a function with what is the victim's, and with texts that would end a quotation. */
final class RoutineProbes {

  private static final int VARIANTS = 3;
  private static final List<String> HOSTILE = List.of("x' or true or '' = '", "0 or true --", "%");
  private static final Set<String> TEXTS = Set.of("text", "character varying", "name");

  private RoutineProbes() {}

  static List<Probe> of(Routine routine, Samples samples) {
    Set<String> calls = new LinkedHashSet<>();
    for (int variant = 0; variant < VARIANTS; variant++) {
      calls.add(call(routine, samples, variant, "", routine.types().size()));
    }
    if (routine.types().stream().anyMatch(type -> TEXTS.contains(type.replace("[]", "")))) {
      for (String text : HOSTILE) {
        calls.add(call(routine, samples, 0, text, routine.types().size()));
      }
    }
    if (routine.defaults() > 0) {
      calls.add(call(routine, samples, 0, "", routine.types().size() - routine.defaults()));
    }
    return calls.stream()
        .map(
            sql ->
                routine.pure()
                    ? Probe.read(routine.signature(), "call", sql)
                    : Probe.write(routine.signature(), "call", sql))
        .toList();
  }

  private static String call(
      Routine routine, Samples samples, int variant, String text, int arguments) {
    List<String> passed = new ArrayList<>();
    for (int i = 0; i < arguments; i++) {
      String type = routine.types().get(i);
      String element = type.replace("[]", "");
      String value =
          !text.isEmpty() && TEXTS.contains(element)
              ? literal(text)
              : argument(samples.fitting(routine.parameters().get(i), element), element, variant);
      passed.add(
          (type.equals(element) ? value : "array[" + value + "::" + element + "]") + "::" + type);
    }
    String call = "%s(%s)".formatted(routine.name(), String.join(", ", passed));
    return (routine.procedure() ? "call " : "select ") + call;
  }

  private static String argument(List<String> values, String type, int variant) {
    if (!values.isEmpty()) {
      return literal(values.get(variant % values.size()));
    }
    return switch (type) {
      case "text", "character varying", "name" -> "'x'";
      case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> "1";
      case "boolean" -> "true";
      case "jsonb", "json" -> "'{}'";
      case "uuid" -> "'00000000-0000-7000-8000-000000005eed'";
      case "interval" -> "'1 day'";
      case "timestamp with time zone" -> "statement_timestamp()";
      case "date" -> "current_date";
      default -> "null";
    };
  }
}
