package io.lyss.benchmarks.figures;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/**
 * One run, which measures all figures of the given groups. The sides of a figure take turns, in
 * short slices, and its median over the rounds is printed with the quartiles: so other work of the
 * machine slows each side alike.
 */
public final class Run {

  private static final int SLICE = 100;
  private static final int FEWEST = 10;
  private static final Duration WARM_UP = Duration.ofSeconds(1);

  private final Server server;
  private final Set<String> groups;
  private final int rounds;
  private final Table table = new Table();

  /**
   * @param groups the groups of figures to measure
   * @param rounds how often the sides take turns
   */
  public Run(Server server, Set<String> groups, int rounds) {
    this.server = server;
    this.groups = Set.copyOf(groups);
    this.rounds = rounds;
  }

  public Server server() {
    return server;
  }

  /** How often the sides take turns. */
  public int rounds() {
    return rounds;
  }

  public Table table() {
    return table;
  }

  public boolean asks(String group) {
    return groups.contains(group);
  }

  /** Measures processor time of client and server, as a ratio that must not exceed a limit. */
  public void ratio(double reach, String figure, Side subject, Side reference) throws SQLException {
    ratio(reach, figure, subject, reference, SLICE);
  }

  /** The same in slices of so many calls, for calls that take long. */
  public void ratio(double reach, String figure, Side subject, Side reference, int slice)
      throws SQLException {
    try (subject;
        reference) {
      table.atMost(reach, figure, ratios(subject, reference, slice));
    }
  }

  private Measured ratios(Side subject, Side reference, int slice) {
    warmUp(subject, reference, slice);
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      ratios[round] = subject.slice(slice) / reference.slice(slice);
    }
    return Measured.of(ratios);
  }

  // Until the JVM has compiled short calls: the first figures of a run would be those of a colder
  // JVM.
  private static void warmUp(Side subject, Side reference, int slice) {
    long end = System.nanoTime() + WARM_UP.toNanos();
    for (int round = 0; round < FEWEST || System.nanoTime() < end; round++) {
      subject.run(slice);
      reference.run(slice);
    }
  }

  /** The same ratio for comparison, without a limit. */
  public void compared(String figure, Side subject, Side reference) throws SQLException {
    try (subject;
        reference) {
      table.known(figure, ratios(subject, reference, SLICE));
    }
  }

  /** Measures elapsed time, as a ratio that must not exceed a limit. */
  public void time(double reach, String figure, Side subject, Side reference) throws SQLException {
    table.atMost(reach, figure, times(subject, reference));
  }

  /** The same for comparison, without a limit. */
  public void comparedTime(String figure, Side subject, Side reference) throws SQLException {
    table.known(figure, times(subject, reference));
  }

  private Measured times(Side subject, Side reference) throws SQLException {
    try (subject;
        reference) {
      for (int round = 0; round < FEWEST; round++) {
        subject.time(SLICE);
        reference.time(SLICE);
      }
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        ratios[round] = subject.time(SLICE) / reference.time(SLICE);
      }
      return Measured.of(ratios);
    }
  }

  /**
   * Microseconds of processor time of client and server that a call takes, in slices of so many.
   */
  public void microseconds(double reach, String figure, Side side, int slice) throws SQLException {
    try (side) {
      side.run(slice);
      double[] microseconds = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        microseconds[round] = side.slice(slice);
      }
      table.atMost(reach, figure + ", µs", Measured.of(microseconds));
    }
  }

  /** Microseconds of the server's processor time that a call takes more than another one. */
  public void more(double reach, String figure, Side subject, Side reference) throws SQLException {
    try (subject;
        reference) {
      warmUp(subject, reference, SLICE);
      double[] microseconds = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        microseconds[round] = subject.serverSlice(SLICE * 5) - reference.serverSlice(SLICE * 5);
      }
      table.atMost(reach, figure + ", µs", Measured.of(microseconds));
    }
  }

  /** Milliseconds of the server's processor time that a call takes. */
  public void server(double reach, String figure, Side side) throws SQLException {
    table.atMost(reach, figure + ", ms", milliseconds(side, SLICE / 5));
  }

  /** The same for comparison, without a limit. */
  public void known(String figure, Side side) throws SQLException {
    table.known(figure + ", ms", milliseconds(side, SLICE));
  }

  private Measured milliseconds(Side side, int slice) throws SQLException {
    try (side) {
      side.run(SLICE / 10);
      double[] milliseconds = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        milliseconds[round] = side.serverSlice(slice) / 1000;
      }
      return Measured.of(milliseconds);
    }
  }

  /** Measures how much clients durably commit in a time, as a ratio that must reach a limit. */
  public void rate(double reach, String figure, Clients subject, Clients reference)
      throws InterruptedException {
    table.atLeast(reach, figure, rates(subject, reference));
  }

  /** The same for comparison, without a limit. */
  public void comparedRate(String figure, Clients subject, Clients reference)
      throws InterruptedException {
    table.known(figure, rates(subject, reference));
  }

  private Measured rates(Clients subject, Clients reference) throws InterruptedException {
    double[] ratios = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      double mine = subject.rate();
      double other = reference.rate();
      if (round >= 0) {
        ratios[round] = mine / other;
      }
    }
    return Measured.of(ratios);
  }

  /** Bytes that the client allocates in a call. */
  public void allocated(double reach, String figure, Side side) throws SQLException {
    try (side) {
      side.run(SLICE * 20);
      double[] bytes = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        bytes[round] = side.allocated(SLICE * 5);
      }
      table.atMost(reach, figure + ", bytes", Measured.of(bytes));
    }
  }
}
