package io.lyss.schema;

import java.util.List;
import java.util.Optional;

/**
 * What {@link LyssHealth} saw of one thing.
 *
 * @param title what it is about
 * @param columns the names of its columns
 * @param rows its rows, a text for each column; none if there is nothing to report
 * @param unseen why it could not be seen; empty if it was
 */
public record HealthSection(
    String title, List<String> columns, List<List<String>> rows, Optional<String> unseen) {

  public HealthSection {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }
}
