package io.lyss.benchmarks;

import io.lyss.benchmarks.Database.Question;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** May this user use this provider: through the DAO, and the same statement in plain JDBC. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AccessCheckBenchmark {

  private static final String CHECK =
      "select exists (select from provider_access where user_id = ? and provider_id = ?)";
  private static final String BIND =
      "select set_config('role', 'lyss_system', true), set_config('app.current_user_id', '', true),"
          + " set_config('app.system_reason', 'benchmark', true); ";
  private static final List<Integer> THOUSAND = IntStream.rangeClosed(1, 1000).boxed().toList();

  @Benchmark
  public boolean primaryKeyJdbc(Database database) throws SQLException {
    try (Connection connection = database.pool.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("select is_active from users where id = ?")) {
      statement.setInt(1, database.question().userId());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  @Benchmark
  public boolean checkJdbcWithoutScope(Database database) throws SQLException {
    Question question = database.question();
    try (Connection connection = database.pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(CHECK)) {
      statement.setInt(1, question.userId());
      statement.setInt(2, question.providerId());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  @Benchmark
  public boolean checkJdbcInSystemScope(Database database) throws SQLException {
    Question question = database.question();
    try (Connection connection = database.pool.getConnection();
        PreparedStatement statement = connection.prepareStatement(BIND + CHECK)) {
      statement.setInt(1, question.userId());
      statement.setInt(2, question.providerId());
      statement.execute();
      statement.getMoreResults();
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  @Benchmark
  public boolean checkDaoInSystemScope(Database database) {
    Question question = database.question();
    return database
        .platform
        .asSystem("benchmark")
        .providers()
        .canUserAccessProvider(question.userId(), question.providerId());
  }

  @Benchmark
  public boolean checkDaoAsUser(Database database) {
    Question question = database.question();
    return database
        .session(question)
        .providers()
        .canUserAccessProvider(question.userId(), question.providerId());
  }

  @Benchmark
  public int thousandProvidersDaoAsUser(Database database) {
    Question question = database.question();
    return database
        .session(question)
        .providers()
        .accessibleProviders(question.userId(), THOUSAND)
        .size();
  }
}
