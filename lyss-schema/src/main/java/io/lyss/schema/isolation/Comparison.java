package io.lyss.schema.isolation;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares the outcomes of each probe in the two worlds. */
final class Comparison {

  static final String REMEDY =
      "Compare tenant_id with current_tenant_id(), and the owner with current_user_id(), in the policies of"
          + " the tables that it reads or writes; let views have security_invoker, and functions the rights of their"
          + " callers or the same condition.";

  private static final String CANCELED = "57014";
  private static final String UNIQUE_VIOLATION = "23505";

  private final Laboratory laboratory;
  private final Attack attack;
  private final List<Probe> probes;

  Comparison(Laboratory laboratory, Attack attack, List<Probe> probes) {
    this.laboratory = laboratory;
    this.attack = attack;
    this.probes = probes;
  }

  /** Adds the outcomes with the victim's rows, which are one half of the comparison. */
  List<Outcome> outcomes() throws SQLException {
    return laboratory.run(probes, true);
  }

  /** The findings: what leaks, and to whom. */
  Map<String, Set<String>> leaks(List<Outcome> with, Set<String> notProbed) throws SQLException {
    List<Outcome> without = laboratory.run(probes, false);
    List<Integer> differing = new ArrayList<>();
    Map<String, Set<String>> leaks = new TreeMap<>();
    for (int i = 0; i < probes.size(); i++) {
      if (with.get(i).state().equals(CANCELED)) {
        notProbed.add(
            probes.get(i).object()
                + ", "
                + probes.get(i).what()
                + ": it took more than ten seconds");
      } else if (with.get(i).changed()) {
        add(leaks, probes.get(i), "changes rows of " + attack.victim());
      } else if (!with.get(i).seen().equals(without.get(i).seen())) {
        differing.add(i);
      }
    }
    // an id or a time that is new each time is no leak
    List<Outcome> again = laboratory.run(differing.stream().map(probes::get).toList(), true);
    for (int j = 0; j < differing.size(); j++) {
      int i = differing.get(j);
      boolean stable = again.get(j).seen().equals(with.get(i).seen());
      Outcome one = stable ? with.get(i).seen() : with.get(i).blurred();
      Outcome other = stable ? without.get(i).seen() : without.get(i).blurred();
      boolean byRandomId =
          attack.knowsNoIds()
              && one.state().equals(UNIQUE_VIOLATION)
              && !probes.get(i).what().contains(" their key ");
      if (!byRandomId && !one.equals(other)) {
        add(leaks, probes.get(i), tells(one, other));
      }
    }
    return leaks;
  }

  private String tells(Outcome one, Outcome other) {
    String what = "tells of " + attack.victim() + ": " + one.inWords() + ", and without theirs ";
    if (!one.inWords().equals(other.inWords())) {
      return what + other.inWords();
    }
    return what
        + (one.told().equals(other.told()) ? "with other values" : "a function is told of others");
  }

  private void add(Map<String, Set<String>> leaks, Probe probe, String what) {
    leaks
        .computeIfAbsent(
            probe.object() + ", " + probe.what() + ", as " + attack.attacker(),
            key -> new LinkedHashSet<>())
        .add(what);
  }
}
