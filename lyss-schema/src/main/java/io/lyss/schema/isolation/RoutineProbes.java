package io.lyss.schema.isolation;

import static io.lyss.schema.isolation.Server.literal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes calls of a function with values of the victim, and with texts that would end a quotation.
 */
final class RoutineProbes {

  static final String CALL = "call";

  private static final int VARIANTS = 3;
  // A parameter without a name takes any value of its type.
  private static final int VARIANTS_WITHOUT_NAMES = 12;
  private static final List<String> HOSTILE = List.of("x' or true or '' = '", "0 or true --", "%");
  private static final Set<String> TEXTS = Set.of("text", "character varying", "name");

  private RoutineProbes() {}

  static List<Probe> of(Routine routine, Samples samples, TriedRoutines tried) {
    Set<String> calls = new LinkedHashSet<>();
    int variants = routine.parameters().contains("") ? VARIANTS_WITHOUT_NAMES : VARIANTS;
    for (int variant = 0; variant < variants; variant++) {
      calls.add(call(routine, samples, tried, variant, "", routine.types().size()));
    }
    if (routine.types().stream().anyMatch(type -> TEXTS.contains(type.replace("[]", "")))) {
      for (String text : HOSTILE) {
        calls.add(call(routine, samples, tried, 0, text, routine.types().size()));
      }
    }
    if (routine.defaults() > 0) {
      calls.add(call(routine, samples, tried, 0, "", routine.types().size() - routine.defaults()));
    }
    return calls.stream()
        .map(
            sql ->
                routine.pure()
                    ? Probe.read(routine.signature(), CALL, sql)
                    : Probe.write(routine.signature(), CALL, sql))
        .toList();
  }

  private static String call(
      Routine routine,
      Samples samples,
      TriedRoutines tried,
      int variant,
      String text,
      int arguments) {
    List<String> passed = new ArrayList<>();
    for (int i = 0; i < arguments; i++) {
      String type = routine.types().get(i);
      String element = type.replace("[]", "");
      String value =
          !text.isEmpty() && TEXTS.contains(element)
              ? literal(text)
              : argument(samples.fitting(routine.parameters().get(i), element), element, variant);
      tried.passed(routine, type, value);
      passed.add(
          (type.equals(element) ? value : "array[" + value + "::" + element + "]") + "::" + type);
    }
    return routine.call(passed);
  }

  private static String argument(List<String> values, String type, int variant) {
    if (!values.isEmpty()) {
      return values.get(variant % values.size());
    }
    return switch (type) {
      case "text", "character varying", "name" -> "'x'";
      case "smallint", "integer", "bigint", "numeric", "real", "double precision" -> "1";
      case "boolean" -> "true";
      case "jsonb", "json" -> "'{}'";
      case "uuid" -> "'00000000-0000-7000-8000-000000005eed'";
      case "interval" -> "'1 day'";
      case "timestamp with time zone" -> "statement_timestamp()";
      case "timestamp without time zone" -> "localtimestamp";
      case "date" -> "current_date";
      case "time without time zone" -> "localtime";
      case "bytea" -> "'x'";
      case "inet" -> "'192.0.2.7'";
      default -> TriedRoutines.NOTHING;
    };
  }
}
