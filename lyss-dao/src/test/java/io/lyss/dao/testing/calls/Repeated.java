package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.session.Session;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes a call twice, as a client does that has not received the first answer. */
public final class Repeated<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  private final Bench<S, W> bench;

  Repeated(Bench<S, W> bench) {
    this.bench = bench;
  }

  @Override
  public String name() {
    return "comes the second time, with the same arguments, to what its line says";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    W world = bench.world(line.caller());
    DataSource pool = bench.database().pool();
    @Nullable Object[] arguments = line.arguments(world);
    Object first = line.call(world, pool, arguments);
    switch (line.again()) {
      case SAME -> {
        Object second = line.call(world, pool, arguments);
        if (line.answersExactly()) {
          assertThat(second).isEqualTo(first);
        } else if (line.answersAlike()) {
          assertThat(Answers.shape(second)).isEqualTo(Answers.shape(first));
        }
      }
      case OTHER -> assertThat(line.call(world, pool, arguments)).isNotEqualTo(first);
      case FAILS ->
          assertThatExceptionOfType(line.failure())
              .isThrownBy(() -> line.call(world, pool, arguments));
    }
  }
}
