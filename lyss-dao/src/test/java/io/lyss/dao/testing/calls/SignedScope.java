package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Bound;
import io.lyss.dao.testing.Signed;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Where scopes have to be signed, a call answers as elsewhere, alone and in a host's transaction,
 * and is refused without a signature.
 */
public final class SignedScope<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private final Bench<S, W> bench;
  private final Signed signing;

  /**
   * @param bench with a database of its own
   */
  SignedScope(Bench<S, W> bench) {
    this.bench = bench;
    signing = new Signed(bench.database().pool(), bench.database(), bench.schema());
  }

  @Override
  public String name() {
    return "answers in a signed scope as in any other, and in none that is not signed";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    DataSource unsigned = bench.database().pool();
    for (Caller caller : line.firstAndLastCaller()) {
      W world = bench.calls().world(signing, bench.schema(), caller);
      Object[] same = line.arguments(world);
      signing.require(false);
      Object expected = line.call(world, unsigned, same);
      signing.require(true);
      Object answer = line.call(world, signing, line.writes() ? line.arguments(world) : same);
      if (line.answersExactly()) {
        assertThat(answer).as("%s", caller).isEqualTo(expected);
      } else if (line.answersAlike()) {
        assertThat(Answers.shape(answer)).as("%s", caller).isEqualTo(Answers.shape(expected));
      }
      if (line.exception(Joined.class).isEmpty()) {
        Object[] arguments = line.arguments(world);
        Bound bound = world.hosts().get(1);
        try (Connection host = signing.getConnection()) {
          host.setAutoCommit(false);
          bound.bind(host, true);
          line.call(world, world.session(signing, caller).joining(host), signing, arguments);
          assertThat(Bound.to(host)).isEqualTo(bound);
          host.rollback();
        }
      }
      assertThat(catchThrowable(() -> line.call(world, unsigned, line.arguments(world))))
          .as("%s without a signature", caller)
          .isInstanceOf(ScopeDeniedException.class);
    }
  }

  @Override
  public void close() throws SQLException {
    bench.close();
  }
}
