package io.lyss.schema.isolation;

import java.util.ArrayList;
import java.util.List;

/**
 * A function, procedure, aggregate or window function that a role may call.
 *
 * @param name its name, qualified and quoted
 * @param signature its name with the types of its parameters
 * @param kind as in {@code pg_proc.prokind}
 * @param pure whether it is declared to change nothing
 * @param variadic whether the last of its parameters takes any number of values
 * @param parameters the names of its parameters; empty for one without a name
 * @param types their types; for a domain its base type
 * @param defaults how many of the last parameters may be left out
 */
record Routine(
    String name,
    String signature,
    String kind,
    boolean pure,
    boolean variadic,
    List<String> parameters,
    List<String> types,
    int defaults) {

  /** The statement that calls it with the given arguments, as literals. */
  String call(List<String> arguments) {
    List<String> passed = new ArrayList<>(arguments);
    if (variadic && passed.size() == types.size()) {
      passed.set(passed.size() - 1, "variadic " + passed.get(passed.size() - 1));
    }
    String call = "%s(%s)".formatted(name, String.join(", ", passed));
    return switch (kind) {
      case "p" -> "call " + call;
      case "w" -> "select " + call + " over ()";
      default -> "select " + call;
    };
  }
}
