package io.lyss.dao.internal;

import io.lyss.dao.internal.Argument.Place;
import io.lyss.dao.internal.ScopeLayout.Binding;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * Runs a statement in a scope, in one round trip. The implementations differ in the transaction
 * that they use.
 */
interface StatementRunner {

  <T> T run(Rendered statement, Binding binding, Arguments arguments, ResultReader<T> reader)
      throws SQLException;

  /** Work in a transaction; it gets the connection and a runner of statements. */
  interface TransactionalWork<T, X extends Exception> {
    T run(Connection connection, StatementRunner runner) throws SQLException, X;
  }

  /**
   * Runs work in a transaction, or in a savepoint of the present transaction. If it throws, it is
   * undone.
   */
  <T, X extends Exception> T inTransaction(TransactionalWork<T, X> work) throws SQLException, X;

  /** Runs statements of the caller in a scope, in the present transaction. */
  <T, X extends Exception> T bound(Binding binding, Transactions.Work<T, X> work)
      throws SQLException, X;

  /**
   * Whether this connection sends several statements of one text with one Sync. In simple query
   * mode it sends each alone; with prepareThreshold=-1 it first asks for the types of all, which
   * needs the rights of the scope before that is bound.
   */
  static boolean pipelines(Connection connection) throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      return true;
    }
    PGConnection driver = connection.unwrap(PGConnection.class);
    return driver.getPreferQueryMode() != PreferQueryMode.SIMPLE
        && driver.getPrepareThreshold() >= 0;
  }

  /**
   * Sends scope and statement as one text, in one transaction. If the connection does not
   * {@linkplain #pipelines pipeline}, the caller has to have begun that transaction.
   */
  static <T> T runBound(
      Connection connection,
      Rendered statement,
      Binding binding,
      Arguments arguments,
      ResultReader<T> reader,
      @Nullable Mark mark)
      throws SQLException {
    if (!pipelines(connection)) {
      runSettings(connection, binding.sql(), binding.sent(connection));
      T answer = runPlain(connection, statement, arguments, reader);
      if (mark != null) {
        mark.ask(connection);
      }
      return answer;
    }
    return runPipelined(connection, statement, binding, arguments, reader, mark);
  }

  /** {@link #runBound} on a connection that is known to pipeline. */
  static <T> T runPipelined(
      Connection connection,
      Rendered statement,
      Binding binding,
      Arguments arguments,
      ResultReader<T> reader,
      @Nullable Mark mark)
      throws SQLException {
    String sql = mark == null ? statement.bound(binding) : statement.marked(binding);
    try (PreparedStatement prepared = prepare(connection, sql)) {
      int place = setTexts(prepared, 1, binding.sent(connection));
      setArguments(prepared, place, statement, arguments);
      prepared.execute();
      prepared.getMoreResults();
      return read(prepared, reader, mark);
    }
  }

  /**
   * {@link #runPipelined} for a transaction that has no other statement: where the statement has a
   * text that is given the scope, nothing is bound.
   */
  static <T> T runInOwnTransaction(
      Connection connection,
      Rendered statement,
      Binding binding,
      Arguments arguments,
      ResultReader<T> reader,
      @Nullable Mark mark)
      throws SQLException {
    String sql = mark == null ? statement.unbound(binding) : null;
    if (sql == null) {
      return runPipelined(connection, statement, binding, arguments, reader, mark);
    }
    try (PreparedStatement prepared = prepare(connection, sql)) {
      int place = setTexts(prepared, 1, binding.sent(connection));
      setArguments(prepared, place, statement, arguments);
      prepared.execute();
      return reader.read(prepared);
    }
  }

  private static <T> T read(PreparedStatement prepared, ResultReader<T> reader, @Nullable Mark mark)
      throws SQLException {
    T answer = reader.read(prepared);
    if (mark != null) {
      prepared.getMoreResults();
      mark.read(prepared);
    }
    return answer;
  }

  /**
   * Sends to a replica the check of what it has replayed, the scope and the statement, like {@link
   * #runBound}.
   */
  static <T> T runGuarded(
      Connection connection,
      Rendered statement,
      Binding binding,
      List<String> guard,
      Arguments arguments,
      ResultReader<T> reader)
      throws SQLException {
    if (!pipelines(connection)) {
      runSettings(connection, binding.layout().guard(), guard);
      return runBound(connection, statement, binding, arguments, reader, null);
    }
    try (PreparedStatement prepared = prepare(connection, statement.guarded(binding))) {
      int place = setTexts(prepared, 1, guard);
      place = setTexts(prepared, place, binding.sent(connection));
      setArguments(prepared, place, statement, arguments);
      prepared.execute();
      prepared.getMoreResults();
      prepared.getMoreResults();
      return reader.read(prepared);
    }
  }

  /** Sends the statement alone, because the scope is bound already. */
  static <T> T runPlain(
      Connection connection, Rendered statement, Arguments arguments, ResultReader<T> reader)
      throws SQLException {
    try (PreparedStatement prepared = prepare(connection, statement.plain())) {
      setArguments(prepared, 1, statement, arguments);
      prepared.execute();
      return reader.read(prepared);
    }
  }

  /** Sends the scope, the statement, and then the scope that was bound before. */
  static <T> T runBoundAndRestored(
      Connection connection,
      Rendered statement,
      Binding binding,
      Arguments arguments,
      ResultReader<T> reader,
      @Nullable Mark mark)
      throws SQLException {
    if (!pipelines(connection)) {
      List<String> found = capture(connection, binding.layout());
      runSettings(connection, binding.sql(), binding.sent(connection));
      T answer = runPlain(connection, statement, arguments, reader);
      if (mark != null) {
        mark.ask(connection);
      }
      runSettings(connection, binding.layout().restore(), found);
      return answer;
    }
    String sql =
        mark == null ? statement.boundAndRestored(binding) : statement.markedAndRestored(binding);
    try (PreparedStatement prepared = prepare(connection, sql)) {
      int place = setTexts(prepared, 1, binding.sent(connection));
      setArguments(prepared, place, statement, arguments);
      prepared.execute();
      prepared.getMoreResults();
      prepared.getMoreResults();
      return read(prepared, reader, mark);
    }
  }

  /**
   * All rows come with the answer, whatever {@code defaultRowFetchSize} a host has set: rows that
   * are fetched later cost round trips, and would be read after the old scope was restored.
   */
  private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(sql);
    prepared.setFetchSize(0);
    return prepared;
  }

  /** Reads what is bound now. */
  static List<String> capture(Connection connection, ScopeLayout layout) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(layout.capture());
        ResultSet row = statement.executeQuery()) {
      row.next();
      List<String> found = new ArrayList<>();
      for (int column = 1; column <= layout.captured(); column++) {
        found.add(row.getString(column));
      }
      return found;
    }
  }

  static void runSettings(Connection connection, String sql, List<String> values)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(sql)) {
      setTexts(prepared, 1, values);
      prepared.execute();
    }
  }

  private static int setTexts(PreparedStatement prepared, int first, List<String> texts)
      throws SQLException {
    boolean plainly = Values.sendsVarchar(prepared.getConnection());
    // without an iterator, because each call runs this code and the code below
    for (int i = 0; i < texts.size(); i++) {
      Values.setText(prepared, first + i, texts.get(i), plainly);
    }
    return first + texts.size();
  }

  private static int setArguments(
      PreparedStatement prepared, int first, Rendered statement, Arguments arguments)
      throws SQLException {
    boolean plainly = Values.sendsVarchar(prepared.getConnection());
    List<Place> places = statement.places();
    for (int i = 0; i < places.size(); i++) {
      Place taken = places.get(i);
      Values.set(prepared, first + i, taken.type(), arguments.get(taken.argument()), plainly);
    }
    return first + places.size();
  }
}
