package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Bound;
import io.lyss.dao.testing.RoundTrips;
import java.io.IOException;
import java.sql.Connection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In a host's transaction, whatever the host has bound itself: in one round trip, nowhere else, and
 * as the host ends it.
 */
public final class Joined<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  /**
   * {@code -Dlyss.hosts=all} tries each host with each caller and either end, where the build tries
   * each two of the three.
   */
  private static final boolean EVERYTHING = "all".equals(System.getProperty("lyss.hosts"));

  private final Bench<S, W> bench;
  private final RoundTrips trips;
  // It hands out no connection: nothing is done but on the host's.
  private final HikariDataSource closed;

  Joined(Bench<S, W> bench) throws IOException {
    this.bench = bench;
    trips = new RoundTrips(bench.database());
    closed = bench.database().pool(1);
    closed.close();
  }

  @Override
  public String name() {
    return "joins a host's transaction: in one round trip, undone with it, and the host finds its"
        + " role and settings again";
  }

  @Override
  public void holdsFor(Line<S, W> line) throws Exception {
    int place = 0;
    for (Caller caller : line.firstAndLastCaller()) {
      W world = bench.world(caller);
      List<Bound> hosts = world.hosts();
      // where two call, each meets a host once, and each host ends either way
      boolean everything = EVERYTHING || line.firstAndLastCaller().size() == 1;
      List<Bound> undone = everything ? hosts : everyOther(hosts, place);
      List<Bound> kept = everything ? hosts : everyOther(hosts, 1 - place);
      place++;
      Iterator<Object[]> arguments = line.arguments(world, undone.size() + kept.size()).iterator();
      Connection host = trips.pool().getConnection();
      try (host) {
        host.setAutoCommit(false);
        List<String> before = bench.content();
        for (Bound bound : undone) {
          bound.bind(host, true);
          call(line, world, host, bound, arguments.next());
          host.rollback();
          assertThat(Bound.to(host)).isEqualTo(Bound.NOTHING);
        }
        assertThat(bench.content()).as("after the host has rolled back").isEqualTo(before);
        for (Bound bound : kept) {
          bound.bind(host, false);
          call(line, world, host, bound, arguments.next());
          host.commit();
          assertThat(Bound.to(host)).as("after the host has committed").isEqualTo(bound);
        }
        Bound.NOTHING.bind(host, false);
        host.commit();
      } catch (Throwable e) {
        trips.pool().evictConnection(host);
        throw e;
      }
    }
  }

  private static List<Bound> everyOther(List<Bound> hosts, int first) {
    return IntStream.range(0, hosts.size())
        .filter(i -> i % 2 == first)
        .mapToObj(hosts::get)
        .toList();
  }

  private void call(Line<S, W> line, W world, Connection host, Bound bound, Object[] arguments)
      throws Exception {
    S joined = world.session(closed, world.caller()).joining(host);
    int[] taken = {trips.count()};
    line.call(world, joined, closed, arguments);
    taken[0] = trips.count() - taken[0];
    assertThat(Bound.to(host)).isEqualTo(bound);
    if (line.exception(OneRoundTrip.class).isEmpty()) {
      assertThat(taken[0]).as("round trips of %s", world.caller()).isEqualTo(1);
    }
  }

  @Override
  public void close() throws IOException {
    trips.close();
  }
}
