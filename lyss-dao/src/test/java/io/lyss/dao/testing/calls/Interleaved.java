package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Bound;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** With auto-commit and without, on a connection that others use in between and fail on. */
public final class Interleaved<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private final Bench<S, W> bench;
  private final HikariDataSource withoutAutoCommit;

  Interleaved(Bench<S, W> bench) {
    this.bench = bench;
    HikariConfig config = bench.database().config(1);
    config.setAutoCommit(false);
    withoutAutoCommit = new HikariDataSource(config);
  }

  @Override
  public String name() {
    return "leaves nothing on its connection, and answers the same after others' failures on it";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    W one = bench.world(line.caller());
    W other = bench.world(line.caller());
    for (DataSource pool : List.of(bench.one(), withoutAutoCommit)) {
      @Nullable Object[] same = line.arguments(one);
      List<String> before = bench.content();
      Object first = line.call(one, pool, same);
      if (line.findsSomethingToDo()) {
        assertThat(bench.content()).as("what is committed").isNotEqualTo(before);
      }
      assertThat(bound(pool)).isEqualTo(Bound.NOTHING);
      fail(one, pool);
      assertThat(bound(pool)).isEqualTo(Bound.NOTHING);
      Object others = line.call(other, pool, line.arguments(other));
      fail(other, pool);
      Object second = line.call(one, pool, line.writes() ? line.arguments(one) : same);
      assertThat(bound(pool)).isEqualTo(Bound.NOTHING);
      if (line.answersExactly()) {
        assertThat(second).isEqualTo(first);
      }
      if (line.answersAlike()) {
        assertThat(Answers.shape(second)).isEqualTo(Answers.shape(first));
        assertThat(Answers.shape(others)).isEqualTo(Answers.shape(first));
      }
    }
  }

  /** A call that the server refuses. */
  private void fail(W world, DataSource pool) {
    assertThatExceptionOfType(LyssException.class)
        .isThrownBy(
            () ->
                world
                    .session(pool, world.caller())
                    .storage()
                    .expiredPartitions("no_such_table", 1));
  }

  private static Bound bound(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Bound.to(connection);
    }
  }

  @Override
  public void close() {
    withoutAutoCommit.close();
  }
}
