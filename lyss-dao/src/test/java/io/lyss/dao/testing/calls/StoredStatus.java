package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.session.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A scope that was made before its user was deactivated gives nothing, and one that was made before
 * its user was demoted gives what any other user gets. So it is in databases that have users.
 */
public final class StoredStatus<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private final Bench<S, W> bench;
  private final DataSource one;

  StoredStatus(Bench<S, W> bench) {
    this.bench = bench;
    one = bench.one();
  }

  @Override
  public String name() {
    return "gives nothing to who is inactive, and nothing of an administrator to who is none";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    boolean anybody = line.callers().contains(Caller.USER);
    for (Caller caller : line.callers()) {
      if (caller == Caller.USER || caller == Caller.ADMIN) {
        W world = bench.world(caller);
        @Nullable Object[] arguments = line.arguments(world);
        S former = world.session(one, caller);
        S never = world.never(one);
        world.deactivate();
        isAnsweredAs(line, world, former, never, arguments);
        if (!anybody) {
          W another = bench.world(caller);
          @Nullable Object[] same = line.arguments(another);
          S demoted = another.session(one, caller);
          S user = another.strangers(one, Set.of(World.Strangers.BESIDE)).get(0);
          another.demote();
          isAnsweredAs(line, another, demoted, user, same);
        }
      }
    }
  }

  private void isAnsweredAs(
      Line<S, W> line, W world, S session, S like, @Nullable Object[] arguments)
      throws SQLException {
    List<String> before = bench.content();
    String answer = Answers.shape(Answers.text(() -> line.call(world, session, one, arguments)));
    assertThat(bench.content()).isEqualTo(before);
    assertThat(answer)
        .isEqualTo(Answers.shape(Answers.text(() -> line.call(world, like, one, arguments))));
  }
}
