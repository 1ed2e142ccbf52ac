package io.lyss.schema.isolation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Plain queries on the one connection. */
final class Server {

  private Server() {}

  /** A query from a resource beside this class. */
  static String query(String name) {
    try (InputStream in = Server.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** All rows, with values as texts; null stays null. */
  static List<List<String>> rows(Connection connection, String sql, Object... arguments)
      throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    forEach(
        connection,
        sql,
        row -> {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(row.getString(i));
          }
          rows.add(values);
        },
        arguments);
    return rows;
  }

  static void forEach(Connection connection, String sql, Row each, Object... arguments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          each.read(row);
        }
      }
    }
  }

  static List<String> texts(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** Receives a row. */
  @FunctionalInterface
  interface Row {
    void read(ResultSet row) throws SQLException;
  }
}
