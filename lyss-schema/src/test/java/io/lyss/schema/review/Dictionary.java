package io.lyss.schema.review;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The data dictionary: tables, columns, keys and indexes, views and functions, with their comments.
 */
final class Dictionary {

  private final StringBuilder text = new StringBuilder();

  private Dictionary() {}

  static String of(ReviewedSchema schema, Map<String, String> indexComments) throws SQLException {
    Dictionary dictionary = new Dictionary();
    dictionary.write(schema, indexComments);
    return dictionary.text.toString();
  }

  private void write(ReviewedSchema schema, Map<String, String> indexComments) throws SQLException {
    List<List<String>> tables = schema.rows("tables.sql");
    List<List<String>> columns = schema.rows("columns.sql");
    List<List<String>> keys = schema.rows("keys.sql");
    List<List<String>> indexes = schema.rows("indexes.sql");
    line("# " + schema.name() + ": data dictionary");
    line("");
    line(
        "Written from the catalog by `ReviewPackTest`. [Diagram](diagram.svg), [rights](rights.md),");
    line("[schema](schema.sql), [migrations](migrations.md), [calls of each index](indexes.md).");
    line("");
    for (List<String> table : tables) {
      line("- [" + table.get(1) + "](#" + table.get(1) + "): " + table.get(2));
    }
    for (List<String> table : tables) {
      String name = table.get(1);
      line("\n## " + name + "\n");
      line((table.get(0).equals("table") ? "" : "A " + table.get(0) + ". ") + table.get(2));
      if (!table.get(3).isEmpty()) {
        line("Partitioned by " + table.get(3) + ".");
      }
      if (!table.get(4).isEmpty() && table.get(0).equals("table")) {
        line("Stored with " + table.get(4) + ".");
      }
      line("\n| column | type | null | filled with | is |\n|---|---|---|---|---|");
      of(columns, name)
          .forEach(
              c ->
                  row(
                      (c.get(6).equals("primary") ? "**" + c.get(1) + "**" : c.get(1)),
                      c.get(2),
                      table.get(0).equals("table") ? c.get(3) : "",
                      code(c.get(4)),
                      c.get(5)));
      if (!of(keys, name).isEmpty()) {
        line("\n| constraint | says |\n|---|---|");
        of(keys, name).forEach(k -> row(k.get(2), code(k.get(3))));
      }
      if (!of(indexes, name).isEmpty()) {
        line("\n| index | on | why |\n|---|---|---|");
        of(indexes, name)
            .forEach(i -> row(i.get(1), code(i.get(2)), indexComments.getOrDefault(i.get(1), "")));
      }
      List<String> pointing =
          keys.stream()
              .filter(k -> k.get(4).equals(name))
              .map(k -> "[" + k.get(0) + "](#" + k.get(0) + ")")
              .distinct()
              .toList();
      if (!pointing.isEmpty()) {
        line("\nReferenced by " + String.join(", ", pointing) + ".");
      }
    }
    line("\n# Functions\n");
    line("| function | returns | with the rights of | does |\n|---|---|---|---|");
    for (List<String> function : schema.rows("functions.sql")) {
      if (!function.get(3).startsWith("Internal:")) {
        row(code(function.get(0)), code(function.get(1)), function.get(2), function.get(3));
      }
    }
    line("\nOthers are internal: only SQL of LYSS calls them.");
  }

  private static List<List<String>> of(List<List<String>> rows, String table) {
    return rows.stream().filter(row -> row.get(0).equals(table)).toList();
  }

  private void row(String... cells) {
    line(Markdown.row(cells));
  }

  private static String code(String sql) {
    return Markdown.code(sql);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
