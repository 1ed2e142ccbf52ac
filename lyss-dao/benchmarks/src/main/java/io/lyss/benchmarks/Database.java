package io.lyss.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A database with volume, named by LYSS_JDBC_URL, LYSS_JDBC_USER and PGPASSWORD; the login has to
 * be a superuser, so that plain JDBC can be measured without row-level security. Both sides use one
 * pool.
 */
@State(Scope.Benchmark)
public class Database {

  /** A user and a provider, some of them granted. */
  record Question(int userId, int providerId) {}

  private static final int QUESTIONS = 10_000;

  HikariDataSource pool = new HikariDataSource();
  Platform platform = Platform.over(pool);
  List<Question> questions = List.of();
  private final SplittableRandom random = new SplittableRandom(7);

  @Setup(Level.Trial)
  public void open() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        Optional.ofNullable(System.getenv("LYSS_JDBC_URL"))
            .orElseThrow(() -> new IllegalStateException("LYSS_JDBC_URL names no database")));
    config.setUsername(Optional.ofNullable(System.getenv("LYSS_JDBC_USER")).orElse("postgres"));
    config.setPassword(Optional.ofNullable(System.getenv("PGPASSWORD")).orElse(""));
    config.setMaximumPoolSize(2);
    config.addDataSourceProperty("currentSchema", "lyss_platform,public");
    pool = new HikariDataSource(config);
    platform = Platform.over(pool);
    questions = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement sample =
            connection.prepareStatement(
                "select user_id, provider_id from provider_distributions tablesample system (1)"
                    + " limit "
                    + QUESTIONS);
        ResultSet rows = sample.executeQuery()) {
      while (rows.next()) {
        questions.add(new Question(rows.getInt(1), rows.getInt(2)));
      }
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    pool.close();
  }

  Question question() {
    return questions.get(random.nextInt(questions.size()));
  }

  PlatformSession session(Question question) {
    return platform.asUser(question.userId());
  }
}
