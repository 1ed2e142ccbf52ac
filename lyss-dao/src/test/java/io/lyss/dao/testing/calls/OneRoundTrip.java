package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.session.Session;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.util.List;

/** Scope included, counted on the wire, also once the driver has prepared it on the server. */
public final class OneRoundTrip<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private final Bench<S, W> bench;
  private final RoundTrips trips;

  OneRoundTrip(Bench<S, W> bench) throws IOException {
    this.bench = bench;
    trips = new RoundTrips(bench.database());
  }

  @Override
  public String name() {
    return "takes one round trip, and answers alike however often it is made";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    // one caller repeats the call until it is prepared: for some lines the first, for others the
    // last
    List<Caller> ends = List.copyOf(line.firstAndLastCaller());
    Caller often = ends.get(Math.floorMod(line.toString().hashCode(), ends.size()));
    for (Caller caller : line.callers()) {
      W world = bench.world(caller);
      String first = null;
      int times = caller == often ? RoundTrips.WARM : 1;
      for (int i = 0; i < times; i++) {
        Object[] answer = new Object[1];
        int taken =
            trips.upTo(1, () -> answer[0] = line.call(world, trips.pool(), line.arguments(world)));
        assertThat(taken).as("%s, time %d", caller, i).isEqualTo(1);
        String shape = Answers.shape(answer[0]);
        if (first == null || !line.answersAlike()) {
          first = shape;
        }
        assertThat(shape).as("%s, time %d", caller, i).isEqualTo(first);
      }
    }
  }

  @Override
  public void close() throws IOException {
    trips.close();
  }
}
