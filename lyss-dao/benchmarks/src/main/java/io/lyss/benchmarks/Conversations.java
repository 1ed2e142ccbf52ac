package io.lyss.benchmarks;

import io.lyss.dao.PageRequest;
import io.lyss.dao.platform.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Some conversations to read. */
@State(Scope.Benchmark)
public class Conversations {

  private final List<Conversation> some = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(7);

  @Setup(Level.Trial)
  public void read(Database database) {
    for (int i = 0; i < 500; i++) {
      some.addAll(
          database.session(database.question()).conversations().list(PageRequest.first(5)).items());
    }
  }

  Conversation any() {
    return some.get(random.nextInt(some.size()));
  }
}
