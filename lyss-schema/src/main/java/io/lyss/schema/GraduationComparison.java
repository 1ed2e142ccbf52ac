package io.lyss.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares the rows of both sides. */
final class GraduationComparison {

  private GraduationComparison() {}

  /**
   * Compares the number of rows of each kind.
   *
   * @param whole kinds whose rows are compared as well
   * @throws LyssMigrationException if something differs
   */
  static SortedMap<String, Long> of(
      GraduationSettings settings, GraduationConnections connections, Set<GraduationKind> whole)
      throws SQLException {
    SortedMap<String, Long> rows = new TreeMap<>();
    connections.source().begin("repeatable read, read only");
    SortedMap<String, Long> counts = connections.source().counts("graduation_plan");
    for (GraduationKind kind : GraduationKind.values()) {
      List<String> columns = new ArrayList<>(connections.source().columns(kind));
      columns.removeAll(kind.uncompared());
      Long until = kind.inBatches() ? Long.MAX_VALUE : null;
      GraduationCheck here =
          whole.contains(kind)
              ? connections.source().check(kind, columns, until)
              : new GraduationCheck(counts.get(kind.label()), "");
      for (LyssDatabase database : kind.databases()) {
        GraduationCheck there =
            connections.target(database).check(kind, columns, whole.contains(kind));
        if (!here.equals(there)) {
          throw settings.refused(
              "of %s there are %d here and %d in %s%s"
                  .formatted(
                      kind.label(),
                      here.rows(),
                      there.rows(),
                      database,
                      here.rows() == there.rows() ? ", and they are not the same" : ""));
        }
      }
      rows.put(kind.label(), here.rows());
    }
    connections.source().rollback();
    return rows;
  }
}
