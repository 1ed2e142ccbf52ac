package io.lyss.benchmarks;

import io.lyss.benchmarks.access.AccessFigures;
import io.lyss.benchmarks.cache.CacheFigures;
import io.lyss.benchmarks.cluster.ClusterFigures;
import io.lyss.benchmarks.figures.Page;
import io.lyss.benchmarks.figures.Place;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Server;
import io.lyss.benchmarks.jobs.JobFigures;
import io.lyss.benchmarks.money.MoneyFigures;
import io.lyss.benchmarks.network.NetworkFigures;
import io.lyss.benchmarks.peers.PeerFigures;
import io.lyss.benchmarks.start.StartFigures;
import io.lyss.benchmarks.text.TextFigures;
import io.lyss.benchmarks.trust.TrustFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/**
 * All figures, in one run:
 *
 * <pre>
 *   mvn package -pl lyss-dao/benchmarks -am -DskipTests
 *   java -jar lyss-dao/benchmarks/target/lyss-benchmarks-*-all.jar
 * </pre>
 *
 * <p>The two sides of a ratio take turns, in short slices, and the median of the rounds is printed
 * with its quartiles: so other work of the machine slows both. What is counted is processor time,
 * of client and server on one processor, but where several clients call at once: there it is what
 * they have done in a time.
 *
 * <p>Settings: {@code LYSS_JDBC_URL} and the like name a server of this machine, whose databases
 * {@code lyss_figures_...} are made where they are not there, and stay; an embedded server keeps
 * them in memory, and forgets them. {@code -Dfigures.scale=1} says how much volume there is, and
 * {@code -Dfigures.rounds=15} how often the sides take turns. {@code -Dfigures=access,money}
 * chooses groups. {@code -Dfigures.commit=2000} says how many microseconds a commit of the embedded
 * server takes where clients at once are measured. {@code -Dfigures.page=lyss-dao/docs/figures.md}
 * writes the table to that page, too, with the machine, the volume and the date. The group jobs is
 * measured where it is chosen: {@code -Dfigures=jobs -Dfigures.scale=10} is ten million messages,
 * and as many requests, which take long to fill. So is the group cluster: {@code -Dfigures=cluster
 * -Dlyss.citus.url=...} compares that cluster with the server of the run.
 */
public final class Figures {

  /** The scale of the volume. */
  public static final double SCALE = Double.parseDouble(System.getProperty("figures.scale", "1"));

  private static final String ALL =
      "access,cache,money,pages,search,chat,forks,append,trust,network,peers,start";

  private Figures() {}

  /** Prints the table; ends with status 1 if a promised figure does not hold. */
  public static void main(String[] arguments)
      throws SQLException, InterruptedException, IOException {
    // Hibernate's own log would appear between the lines
    System.setProperty("org.jboss.logging.provider", "slf4j");
    String groups = System.getProperty("figures", ALL);
    int rounds = Integer.getInteger("figures.rounds", 15);
    String path = System.getProperty("figures.page");
    Page page = path == null ? null : Page.of(Path.of(path));
    String settings =
        "Scale %s, %d rounds, commits of clients at once %d µs%s"
            .formatted(
                SCALE, rounds, Server.COMMIT, groups.equals(ALL) ? "" : ", only of " + groups);
    try (Server server = new Server()) {
      Place place = new Place(server, settings);
      System.out.println(server.settings() + "\n" + settings + "\n");
      Run run = new Run(server, Set.of(groups.split(",")), rounds);
      AccessFigures.measure(run);
      CacheFigures.measure(run);
      MoneyFigures.measure(run);
      TextFigures.measure(run);
      TrustFigures.measure(run);
      NetworkFigures.measure(run);
      PeerFigures.measure(run);
      StartFigures.measure(run);
      JobFigures.measure(run);
      ClusterFigures.measure(run);
      if (page != null) {
        page.write(place.text(), run.table());
      }
      System.exit(run.table().missed() == 0 ? 0 : 1);
    }
  }
}
