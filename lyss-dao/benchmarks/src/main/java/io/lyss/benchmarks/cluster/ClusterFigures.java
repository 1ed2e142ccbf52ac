package io.lyss.benchmarks.cluster;

import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Server;
import java.sql.SQLException;

/**
 * Group cluster: the same calls on the Citus that {@code -Dlyss.citus.url} names, and on the plain
 * server of the run. It is elapsed time, because the nodes may be other machines.
 *
 * <p>Tenants at once show what a cluster is for. Each has four clients, and their rows lie on the
 * nodes in turn. Where all nodes share the processors of one machine, more nodes do no more.
 */
public final class ClusterFigures {

  private static final int[] TENANTS = {1, 2, 4};

  private ClusterFigures() {}

  public static void measure(Run run) throws SQLException, InterruptedException {
    if (!run.asks("cluster")) {
      return;
    }
    try (Server server = Server.cluster();
        Tenants citus = Tenants.on(server);
        Tenants plain = Tenants.on(run.server())) {
      for (Work work : Work.values()) {
        run.comparedTime(
            work + ", Citus against a plain server", citus.alone(work), plain.alone(work));
      }
      for (Work work : Work.values()) {
        for (int tenants : TENANTS) {
          run.comparedRate(
              "%s, %d %s at once, rate on Citus against a plain server"
                  .formatted(work, tenants, tenants == 1 ? "tenant" : "tenants"),
              citus.atOnce(work, tenants),
              plain.atOnce(work, tenants));
        }
      }
      for (Work work : Work.values()) {
        more(run, work, citus, "Citus");
        more(run, work, plain, "a plain server");
      }
    }
  }

  private static void more(Run run, Work work, Tenants where, String name)
      throws InterruptedException {
    for (int tenants : TENANTS) {
      if (tenants > 1) {
        run.comparedRate(
            "%s, rate of %d tenants against one on %s".formatted(work, tenants, name),
            where.atOnce(work, tenants),
            where.atOnce(work, 1));
      }
    }
  }
}
