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

  private final Bench<S, W> unsigned;
  private final Bench<S, W> signed;
  private final DataSource signing;

  SignedScope(Bench<S, W> unsigned, Bench<S, W> signed) {
    this.unsigned = unsigned;
    this.signed = signed;
    signing = new Signed(signed.database().pool(), signed.database(), signed.schema());
  }

  @Override
  public String name() {
    return "answers in a signed scope as in any other, and in none that is not signed";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    for (Caller caller : line.firstAndLastCaller()) {
      W elsewhere = unsigned.world(caller);
      Object expected = line.call(elsewhere, unsigned.database().pool(), line.arguments(elsewhere));
      W world = signed.calls().world(signing, signed.schema(), caller);
      Object answer = line.call(world, signing, line.arguments(world));
      // system work is shown what others have made, too, of which there is more elsewhere
      if (line.answersAlike() && !world.isSystem()) {
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
      assertThat(
              catchThrowable(
                  () -> line.call(world, signed.database().pool(), line.arguments(world))))
          .as("%s without a signature", caller)
          .isInstanceOf(ScopeDeniedException.class);
    }
  }

  @Override
  public void close() throws SQLException {
    signed.close();
  }
}
