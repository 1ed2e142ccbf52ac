package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.session.Session;
import java.util.List;

/** Where LYSS lies in a schema of another name, the longest that there can be. */
public final class OtherSchema<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private static final String NAME = "a".repeat(63);

  private final Bench<S, W> bench;

  OtherSchema(Bench<S, W> bench) {
    this.bench = bench;
    bench.migrate(NAME);
  }

  @Override
  public String name() {
    return "works in another schema, and touches nothing in the first";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    W first = bench.world(line.caller());
    Object answer = line.call(first, bench.database().pool(), line.arguments(first));
    List<String> before = bench.content();
    W other = bench.world(NAME, line.caller());
    Object[] arguments = line.arguments(other);
    List<String> there = bench.content(NAME);
    Object same = line.call(other, bench.database().pool(), arguments);
    if (line.answersAlike()) {
      assertThat(Answers.shape(same)).isEqualTo(Answers.shape(answer));
    }
    if (line.findsSomethingToDo()) {
      assertThat(bench.content(NAME)).as("what is written").isNotEqualTo(there);
    } else {
      assertThat(bench.content(NAME)).as("what is read").isEqualTo(there);
    }
    assertThat(bench.content()).as("the first schema").isEqualTo(before);
  }
}
