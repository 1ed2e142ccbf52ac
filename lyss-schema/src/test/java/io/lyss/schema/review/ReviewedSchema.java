package io.lyss.schema.review;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A schema that was migrated, as the files of a review read it. */
public final class ReviewedSchema {

  private final Connection connection;
  private final String name;
  private final Map<String, Map<String, String>> objects = new LinkedHashMap<>();

  /**
   * @param catalog the query of the catalog that is shipped, whose names are taken as they are
   */
  public ReviewedSchema(Connection connection, String name, String catalog) throws SQLException {
    this.connection = connection;
    this.name = name;
    try (Statement statement = connection.createStatement()) {
      statement.execute("set search_path = " + name + ", pg_catalog; set timezone = 'UTC'");
    }
    for (List<String> row : query(catalog)) {
      objects
          .computeIfAbsent(row.get(0), kind -> new LinkedHashMap<>())
          .put(row.get(1), row.get(2).replace(" ON " + name + ".", " ON "));
    }
  }

  String name() {
    return name;
  }

  /** Objects of a kind, and what defines each. */
  Map<String, String> objects(String kind) {
    return objects.getOrDefault(kind, Map.of());
  }

  /** The rows of a query that lies beside this class. */
  List<List<String>> rows(String query) throws SQLException {
    try (InputStream file = ReviewedSchema.class.getResourceAsStream(query)) {
      return query(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<List<String>> query(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query.replace("${schema}", name))) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i) == null ? "" : result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }
}
