package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.session.Session;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Users of a suspended or deleted tenant read what they could read before, and write nothing. */
public final class ClosedTenant<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private final Bench<S, W> bench;
  private final DataSource one;

  ClosedTenant(Bench<S, W> bench) {
    this.bench = bench;
    one = bench.one();
  }

  @Override
  public String name() {
    return "changes nothing for users of a tenant that is not active, and reads on";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    for (Caller caller : line.callers()) {
      if (caller == Caller.USER || caller == Caller.ADMIN) {
        for (String status : List.of("suspended", "deleted")) {
          W world = bench.world(caller);
          world.gather();
          @Nullable Object[] arguments = line.arguments(world);
          S session = world.session(one, caller);
          if (line.writes()) {
            world.close(status);
            isRefused(line, world, session, arguments);
          } else {
            String before = answer(line, world, session, arguments);
            world.close(status);
            String after = answer(line, world, session, arguments);
            assertThat(after).doesNotContain("ScopeDenied");
            if (line.answersExactly()) {
              assertThat(after).isEqualTo(before);
            }
          }
        }
      }
    }
  }

  /** Except the status of the tenant, and the time of its change. */
  private String answer(Line<S, W> line, W world, S session, @Nullable Object[] arguments) {
    return Answers.shape(Answers.text(() -> line.call(world, session, one, arguments)))
        .replaceAll("status=(ACTIVE|SUSPENDED|DELETED), plan", "plan");
  }

  private void isRefused(Line<S, W> line, W world, S session, @Nullable Object[] arguments)
      throws Exception {
    List<String> before = bench.content();
    try {
      // a call that deletes may answer that it deleted nothing
      assertThat(line.call(world, session, one, arguments)).isEqualTo(false);
    } catch (LyssException e) {
      assertThat(e).isInstanceOfAny(ScopeDeniedException.class, NotFoundException.class);
    }
    assertThat(bench.content()).isEqualTo(before);
  }
}
