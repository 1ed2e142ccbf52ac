package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.dao.Freshness;
import io.lyss.dao.Scope;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.QuickRun;
import io.lyss.throwaway.Whole;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.function.Executable;

/** What holds for every public call of a database; to be extended for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CallsTest<S extends Session<?, S>, W extends World<S>> {

  // The quick run tries each property in two of the six databases, because preparing a property
  // takes longer than making its calls.
  private static final int DATABASES_OF_QUICK_RUN = 3;
  private static final int LINES_OF_QUICK_RUN = 20;

  /** Makes a property, and what it needs. */
  @FunctionalInterface
  private interface Making<P> {
    P make() throws Exception;
  }

  private final LyssDatabase kind;
  private final Bench<S, W> bench;

  protected CallsTest(LyssDatabase kind, Calls<S, W> calls) throws Exception {
    this.kind = kind;
    bench = new Bench<>(kind, calls);
  }

  @AfterAll
  final void close() throws Exception {
    bench.close();
  }

  /** Methods of sessions, of what makes them, and of the DAOs that they hand out. */
  private Stream<Method> calls() {
    List<Class<?>> types =
        new ArrayList<>(List.of(bench.calls().service(), bench.calls().sessions()));
    Arrays.stream(bench.calls().sessions().getMethods())
        .map(Method::getReturnType)
        .filter(type -> type.getSimpleName().endsWith("Dao"))
        .distinct()
        .forEach(types::add);
    return types.stream()
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .filter(method -> method.getDeclaringClass() != Object.class && !method.isBridge())
        .filter(method -> !isWay(method));
  }

  /**
   * Returns DAOs or settings, and sends no statement itself, except that joining asks what the host
   * has bound.
   */
  private static boolean isWay(Method method) {
    Class<?> type = method.getReturnType();
    return Modifier.isStatic(method.getModifiers())
        || type.getSimpleName().endsWith("Dao")
        || Session.class.isAssignableFrom(type)
        || Scope.class.isAssignableFrom(type)
        || type == Freshness.class
        || type == method.getDeclaringClass();
  }

  @Test
  void everyPublicCallHasALine() {
    assertThat(calls().filter(method -> bench.calls().lines(method).size() != 1))
        .as("public calls that do not have one line in %s", bench.calls().getClass().getName())
        .isEmpty();
  }

  /**
   * The table of decisions: a line that system work calls and an administrator does not says why.
   */
  @Test
  void aPersonStandsInForSystemWorkUnlessALineSaysWhyNot() {
    assertThat(bench.calls().lines())
        .filteredOn(line -> bench.hasAdministrators() && line.isForPersons())
        .filteredOn(line -> line.callers().contains(Caller.SYSTEM))
        .allMatch(line -> line.callers().contains(Caller.ADMINISTRATOR));
  }

  /**
   * Each call, of which the quick run makes some: others with each property, and with each property
   * in other databases.
   */
  private <P extends Property<S, W>> Stream<DynamicTest> each(
      Class<? super P> type, Making<P> property) throws Exception {
    return QuickRun.takes(DATABASES_OF_QUICK_RUN, placeOf(type) + kind.ordinal())
        ? each(property.make(), LINES_OF_QUICK_RUN)
        : Stream.of(DynamicTest.dynamicTest("every call", QuickRun::leave));
  }

  private static int placeOf(Class<?> property) {
    return property.getSimpleName().hashCode();
  }

  private Stream<DynamicTest> each(Property<S, W> property, int oneIn) {
    int from = placeOf(property.getClass());
    List<Line<S, W>> lines = bench.calls().lines();
    Stream<DynamicTest> tests =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).exception(property.getClass()).isEmpty())
            .filter(i -> property.concerns(lines.get(i)))
            .mapToObj(
                i ->
                    DynamicTest.dynamicTest(
                        lines.get(i).toString(),
                        () -> {
                          QuickRun.goOn(oneIn, from + i);
                          withinAMinute(() -> property.holdsFor(lines.get(i)));
                        }));
    return Stream.concat(tests, Stream.of(DynamicTest.dynamicTest("close", property::close)));
  }

  /**
   * Again, if it fails and the minute turned meanwhile: a window of a limit, an hour, a day or a
   * month may have ended between two answers that are compared.
   */
  private static void withinAMinute(Executable property) throws Throwable {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    try {
      property.execute();
    } catch (AssertionError e) {
      if (Instant.now().truncatedTo(ChronoUnit.MINUTES).equals(before)) {
        throw e;
      }
      property.execute();
    }
  }

  /** An index slows each write down: it is there for a call, or for a constraint. */
  @Test
  @Alone
  @Whole("misses an index that no call uses any more")
  void everyIndexServesTheCallsThatItsPageNames() throws Exception {
    TestDatabase.notOnCitus("nodes use the indexes, and count for themselves");
    // what other tests have left would change the plans
    try (Bench<S, W> fresh = bench.another()) {
      IndexPage page = new IndexPage(bench.kind(), indexesWithoutCalls());
      page.holdsFor(new UsedIndexes<>(fresh).callsOfIndexes());
    }
  }

  /** It asserts nothing: read its table, from a quiet machine. */
  @Test
  @Alone
  @EnabledIfSystemProperty(named = "lyss.curve", matches = "\\d+(,\\d+)*")
  void costsTheSameHoweverMuchThereIs() throws Exception {
    String[] volumes = System.getProperty("lyss.curve").split(",");
    new Curve<>(bench, Arrays.stream(volumes).mapToLong(Long::parseLong).toArray())
        .measure(Path.of("target", "curve"));
  }

  /** Indexes that no call uses with as few rows as a catalogue makes, and the purpose of each. */
  protected Map<String, String> indexesWithoutCalls() {
    return Map.of();
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> takesOneRoundTrip() throws Exception {
    return each(OneRoundTrip.class, () -> new OneRoundTrip<>(bench));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> namesItselfToTheServer() {
    // quick enough to make each call once in any run
    return each(new Named<>(bench), 1);
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> plansNothingOnceItsConnectionKnowsIt() throws Exception {
    TestDatabase.notOnCitus("it plans each statement anew");
    return each(Plans.class, () -> new Plans<>(bench.another()));
  }

  @TestFactory
  Stream<DynamicTest> joinsAHostsTransaction() throws Exception {
    TestDatabase.notOnCitus("a user does not read what a function wrote in the same transaction");
    return each(Joined.class, () -> new Joined<>(bench));
  }

  @TestFactory
  Stream<DynamicTest> hidesRowsFromStrangers() throws Exception {
    return each(HiddenRows.class, () -> new HiddenRows<>(bench));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> asksForStatusAndRole() throws Exception {
    // quick to make, and of two databases only
    return bench.hasUsers() ? each(new StoredStatus<>(bench), LINES_OF_QUICK_RUN) : Stream.empty();
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> changesNothingInAClosedTenant() throws Exception {
    return bench.hasTenants()
        ? each(ClosedTenant.class, () -> new ClosedTenant<>(bench))
        : Stream.empty();
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> worksInAnotherSchema() throws Exception {
    return each(OtherSchema.class, () -> new OtherSchema<>(bench));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> answersInASignedScope() throws Exception {
    TestDatabase.notOnCitus("nodes have no keys, so scopes are not signed");
    return each(SignedScope.class, () -> new SignedScope<>(bench.another()));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> answersAlikeInEveryModeOfTheDriver() throws Exception {
    return each(DriverModes.class, () -> new DriverModes<>(bench));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> isRepeatedAsItsLineSays() throws Exception {
    return each(Repeated.class, () -> new Repeated<>(bench));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> isDoneOnceWhereverItIsCut() throws Exception {
    return each(Cut.class, () -> new Cut<>(bench.another()));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> answersOrRefusesWhateverItIsGiven() throws Exception {
    return each(HostileArguments.class, () -> new HostileArguments<>(bench));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> leavesNothingOnItsConnection() throws Exception {
    return each(Interleaved.class, () -> new Interleaved<>(bench));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> isAnsweredByAReplicaIfItReads() throws Exception {
    TestDatabase.notOnCitus("the standby is one server's");
    return each(OnReplica.class, () -> new OnReplica<>(bench.another()));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> readsLittleOfALargeDatabase() throws Exception {
    TestDatabase.notOnCitus("nodes plan, and the coordinator has no statistics");
    return each(AtScale.class, () -> new AtScale<>(bench.another()));
  }

  /** It takes a cluster: -Dlyss.citus.url. */
  @TestFactory
  @Alone
  Stream<DynamicTest> asksOneGroupOfShards() throws Exception {
    return TestDatabase.ON_CITUS
        ? each(OnOneNode.class, () -> new OnOneNode<>(bench.another()))
        : Stream.empty();
  }

  /** It takes a cluster: -Dlyss.citus.url. */
  @Test
  @Alone
  void noNodeShowsRowsToAnotherTenant() throws Exception {
    assumeThat(bench.isDistributed()).as("-Dlyss.citus.url, and a service there").isTrue();
    try (Bench<S, W> fresh = bench.another()) {
      OnEachNode<S, W> nodes = new OnEachNode<>(fresh);
      fresh.fill();
      assertThat(nodes.empty()).as("tables of which nothing would be said").isEmpty();
      assertThat(nodes.reachedByStrangers()).isEmpty();
      UUID tenant = nodes.tenant();
      List<String> itsOwn = nodes.shardsReachedBy(tenant);
      List<String> node = nodes.nodeOf(tenant);
      assertThat(itsOwn).isNotEmpty();
      nodes.move(tenant);
      assertThat(nodes.nodeOf(tenant)).isNotEqualTo(node);
      assertThat(nodes.reachedByStrangers()).isEmpty();
      assertThat(nodes.shardsReachedBy(tenant)).isEqualTo(itsOwn);
    }
  }

  /**
   * No call waits for a job that has done its work and has not ended, unless its line says why. A
   * new job and a new call are in it.
   */
  @Test
  @Alone
  @OneIn(9)
  void waitsForNoJobUnlessItsLineSaysWhy() throws Exception {
    TestDatabase.notOnCitus("jobs are the coordinator's");
    List<Line<S, W>> lines =
        IntStream.range(0, bench.calls().lines().size())
            .filter(i -> i % 10 < QuickRun.some(10))
            .mapToObj(bench.calls().lines()::get)
            .filter(line -> line.exception(DriverModes.class).isEmpty())
            .toList();
    Map<Line<S, W>, Set<String>> waited = new HashMap<>();
    Map<String, Long> done;
    try (Bench<S, W> fresh = bench.another();
        BesideJobs<S, W> jobs = new BesideJobs<>(fresh)) {
      for (Set<String> left = jobs.all(); !left.isEmpty(); ) {
        left = jobs.open(left);
        for (Line<S, W> line : lines) {
          waited.computeIfAbsent(line, l -> new TreeSet<>()).addAll(jobs.waitedForBy(line));
        }
      }
      done = jobs.done();
    }
    assertThat(waited)
        .allSatisfy(
            (line, jobs) -> {
              Predicate<String> told =
                  line.waitsFor().map(Pattern::asMatchPredicate).orElse(job -> false);
              assertThat(jobs).as("what %s waits for", line).allMatch(told);
              assertThat(jobs.isEmpty())
                  .as("%s waits for nothing", line)
                  .isEqualTo(line.waitsFor().isEmpty());
            });
    assertThat(done)
        .allSatisfy(
            (job, rows) ->
                assertThat(rows > 0)
                    .as("%s has done something", job)
                    .isEqualTo(
                        !job.matches("(partitions|retention) of .*|seals of dropped months")));
  }

  /**
   * A host has made every call in a transaction that goes on: no job waits for it for longer than
   * for a lock, each says what it had to pass over, and all is done once the host has ended.
   */
  @Test
  @Alone
  @OneIn(9)
  void jobsDoNotWaitForAHostThatIdles() throws Exception {
    TestDatabase.notOnCitus("jobs are the coordinator's");
    try (Bench<S, W> fresh = bench.another();
        IdlingHost<S, W> host = new IdlingHost<>(fresh)) {
      Map<String, String> beside = host.runJobs();
      assertThat(beside.keySet()).isEqualTo(host.jobs());
      assertThat(beside.values()).as("some meet the host").anyMatch(says -> !says.isEmpty());
      assertThat(beside)
          .allSatisfy((job, says) -> assertThat(says).as(job).matches(IdlingHost.PASSED_OVER));
      host.end();
      assertThat(host.runJobs()).allSatisfy((job, says) -> assertThat(says).as(job).isEmpty());
    }
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> refusesACursorThatWasTamperedWith() throws Exception {
    return each(TamperedCursors.class, () -> new TamperedCursors<>(bench));
  }

  @TestFactory
  @Alone
  Stream<DynamicTest> saysThatItIsUnavailableWithoutAConnection() throws Exception {
    return each(Disconnected.class, () -> new Disconnected<>(bench));
  }
}
