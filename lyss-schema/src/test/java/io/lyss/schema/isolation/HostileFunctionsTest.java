package io.lyss.schema.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Restricted;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.QuickRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each function that somebody may call, with whatever its parameters take: it soon returns, or
 * fails with an error that the DAOs translate, and it reveals and changes nothing of others.
 *
 * <p>The functions are those of the catalog, so a new one is among them. A run tries some rows of
 * values, the same each time; {@code -Dlyss.hostile=all} tries many more, and others each time.
 */
class HostileFunctionsTest {

  /** So many rows of values of one function for one caller. */
  private static final int ROWS =
      "all".equals(System.getProperty("lyss.hostile")) ? 60 : QuickRun.some(4);

  /**
   * What becomes an exception of its own: values, rights, and others in the way. What says that a
   * table or function is missing does so too, of a database that was not migrated, which this is.
   */
  private static final Pattern TRANSLATED =
      Pattern.compile("|22...|23...|54...|42501|40001|40P01|55P03");

  /** What some functions say in words of their own, for those who call them. */
  private static final Map<String, String> OWN =
      Map.ofEntries(
          // by JobDao and PersonalDataDao: not found
          Map.entry("set_job", "P0002"),
          Map.entry("keep_all", "P0002"),
          Map.entry("hold_job", "P0002"),
          Map.entry("release_job", "P0002"),
          Map.entry("reset_job", "P0002"),
          Map.entry("require_job", "P0002"),
          Map.entry("erase_user", "P0002"),
          // as its comment says, to a DBA
          Map.entry("slow_statements", "0A000"),
          // for what reads of a replica, which goes to the primary then
          Map.entry("require_replayed", "LY003"),
          // it commits, so it runs in no transaction, as this test does
          Map.entry("run_due_jobs", "2D000"),
          // a call before may have made the session look like one of Citus, where nothing is signed
          Map.entry("add_scope_key", "0A000"),
          Map.entry("bind_signed_scope", "0A000"),
          // for the owner of the schema
          Map.entry("replace_seal_key", "P0002"),
          Map.entry("drop_scope_key", "P0002"));

  /** The build's; the longer run looks elsewhere each time. */
  private static final long SEED =
      "all".equals(System.getProperty("lyss.hostile")) ? System.nanoTime() : 1;

  @ParameterizedTest
  @MethodSource("io.lyss.schema.Restricted#all")
  @OneIn(6)
  void answersOrRefusesWhateverItIsGiven(Restricted<?> subject) throws SQLException {
    long seed = Long.getLong("lyss.seed", SEED);
    try (OwnedDatabase database = subject.open().hashingQuickly();
        Connection superuser = database.superuser()) {
      superuser.setAutoCommit(false);
      Server.execute(
          superuser,
          """
          set local search_path = pg_catalog;
          set local lock_timeout = '2s';
          set local statement_timeout = '5s';
          set local client_min_messages = error;
          set local timezone = 'UTC';
          set local jit = off;
          -- a plan of its own folds what is too long into an error, where a kept one finds no row first
          set local plan_cache_mode = force_generic_plan
          """);
      String login =
          Server.rows(superuser, "select pg_catalog.quote_ident(?)", database.appUser())
              .get(0)
              .get(0);
      Callers callers = new Callers(superuser, subject.database(), login);
      Map<String, Set<String>> faults = new TreeMap<>();
      int calls = 0;
      for (Callers.Caller caller : callers.all()) {
        calls += call(superuser, caller, new Random(seed), faults);
      }
      superuser.rollback();
      assertThat(faults).as("-Dlyss.seed=%d", seed).isEmpty();
      assertThat(calls).isGreaterThan(QuickRun.some(1000));
    }
  }

  private static int call(
      Connection connection, Callers.Caller caller, Random random, Map<String, Set<String>> faults)
      throws SQLException {
    Attack attack = caller.attack();
    Samples samples = new Samples(connection, attack, caller.relations());
    List<Probe> probes = new ArrayList<>();
    for (Routine routine : caller.routines()) {
      probes.addAll(probes(routine, samples, random));
    }
    Laboratory laboratory = new Laboratory(connection, attack, caller.relations());
    Comparison comparison = new Comparison(laboratory, attack, probes);
    List<Outcome> outcomes = comparison.outcomes();
    for (int i = 0; i < probes.size(); i++) {
      String state = outcomes.get(i).state();
      if (!TRANSLATED.matcher(state).matches() && !state.equals(OWN.get(nameOf(probes.get(i))))) {
        faults
            .computeIfAbsent(probes.get(i).object() + " " + state, object -> new LinkedHashSet<>())
            .add(
                attack.attacker()
                    + ", "
                    + outcomes.get(i).message().lines().findFirst().orElse("")
                    + ": "
                    + probes.get(i).sql());
      }
    }
    if (caller.isToLearnNothing()) {
      faults.putAll(comparison.leaks(outcomes, new TreeSet<>()));
    }
    return probes.size();
  }

  private static String nameOf(Probe probe) {
    return probe.object().replaceFirst("\\(.*", "").replaceFirst(".*\\.", "");
  }

  private static List<Probe> probes(Routine routine, Samples samples, Random random) {
    List<List<String>> values = new ArrayList<>();
    for (int i = 0; i < routine.types().size(); i++) {
      String type = routine.types().get(i);
      values.add(
          HostileValues.of(
              type, samples.fitting(routine.parameters().get(i), type.replace("[]", ""))));
    }
    List<Probe> probes = new ArrayList<>();
    for (int[] row : Pairwise.of(values.stream().mapToInt(List::size).toArray(), ROWS, random)) {
      List<String> passed = new ArrayList<>();
      for (int i = 0; i < row.length; i++) {
        passed.add(values.get(i).get(row[i]));
      }
      String call = routine.call(passed);
      probes.add(
          routine.pure()
              ? Probe.read(routine.signature(), RoutineProbes.CALL, call)
              : Probe.write(routine.signature(), RoutineProbes.CALL, call));
    }
    return probes;
  }
}
