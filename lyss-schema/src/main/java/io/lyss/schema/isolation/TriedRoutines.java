package io.lyss.schema.isolation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Records which functions some attack has called, and with which arguments: a call that never
 * succeeded, or had null for an argument, proves nothing.
 */
final class TriedRoutines {

  /** The argument where no value of a type is known. */
  static final String NOTHING = "null";

  // The statement is wrong, or a value does not fit its type; a missing right is another matter.
  private static final Pattern NEVER_RAN = Pattern.compile("42(?!501).*|22P02|2200[0-9A-Z]|0A000");

  // Refused by the function, or because its caller may not call it at all.
  private static final String DENIED = "42501";

  private final Map<String, Set<String>> known = new TreeMap<>();
  private final Map<String, Set<String>> unknown = new TreeMap<>();
  private final Map<String, String> failed = new TreeMap<>();
  private final Set<String> ran = new TreeSet<>();

  void passed(Routine routine, String type, String value) {
    (value.equals(NOTHING) ? unknown : known)
        .computeIfAbsent(routine.signature(), signature -> new TreeSet<>())
        .add(type);
  }

  void performed(List<Probe> probes, List<Outcome> outcomes) {
    for (int i = 0; i < probes.size(); i++) {
      if (!probes.get(i).what().equals(RoutineProbes.CALL)) {
        continue;
      }
      String signature = probes.get(i).object();
      Outcome outcome = outcomes.get(i);
      if (NEVER_RAN.matcher(outcome.state()).matches()) {
        failed.putIfAbsent(signature, outcome.message().lines().findFirst().orElse(""));
      } else if (!outcome.state().equals(DENIED)) {
        ran.add(signature);
      }
    }
  }

  void addTo(Set<String> notProbed) {
    failed.forEach(
        (signature, message) -> {
          if (!ran.contains(signature)) {
            notProbed.add(signature + ": no call of it ran: " + message);
          }
        });
    unknown.forEach(
        (signature, types) -> {
          Set<String> never = new TreeSet<>(types);
          never.removeAll(known.getOrDefault(signature, Set.of()));
          if (!never.isEmpty()) {
            notProbed.add(
                signature
                    + ": no value of the victim's is known of "
                    + String.join(", ", never)
                    + ", so it was called with null");
          }
        });
  }
}
