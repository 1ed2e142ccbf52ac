package io.lyss.dao.testing.calls;

import io.lyss.dao.session.JobDao;
import io.lyss.dao.session.JobSetting;
import io.lyss.dao.session.JobSettings;
import io.lyss.dao.session.Session;
import io.lyss.dao.session.StorageDao;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of a database: its public calls, one a line.
 *
 * @param <S> the sessions of the database
 * @param <W> where a call is made
 */
public abstract class Calls<S extends Session<?, S>, W extends World<S>> {

  /** Why setting and ending a hold waits for jobs, and for which. */
  protected static final String UNTIL_GONE =
      "no hold comes between the look at what may go, and its deletion";

  protected static final String FOR_GOOD =
      ".* conversations|.* memories|ended reservations|erasures";

  /** Why erasing and purging wait for the jobs that do so, and which these are. */
  protected static final String IN_TURN = "one purge or erasure follows the other";

  protected static final String ERASE_OR_PURGE = "(old|empty) conversations|purge of .*|erasures";

  private static final @Nullable Object NOTHING = null;

  private final List<Line<S, W>> lines = new ArrayList<>();
  private final Class<S> sessions;
  private Class<?> type;
  private Line.Reach<S, W> reach;
  private boolean namesTenant;
  private Set<Caller> callers = EnumSet.noneOf(Caller.class);

  /**
   * @param partitioned a table that is partitioned by month
   * @param system who does system work
   */
  protected Calls(Class<S> sessions, String partitioned, Caller... system) {
    this.sessions = sessions;
    type = sessions;
    reach = (session, world, pool, named) -> session;
    callers = inOrder(system[0], system);
    String others = "runs what it is given: TransactionTest and ScopeBindingTest say how";
    writes("inTransaction(Work)", w -> args(NOTHING)).exceptAll(others);
    writes("inTransaction(int, Work)", w -> args(1, NOTHING)).exceptAll(others);
    writes("transact(Function)", w -> args(NOTHING)).exceptAll(others);
    writes("useTransaction(VoidWork)", w -> args(NOTHING)).exceptAll(others);
    writes("withJooq(JooqWork)", w -> args(NOTHING)).exceptAll(others);
    dao(JobDao.class, Session::jobs, system[0], system);
    reads("list()", w -> args()).varies();
    writes("runDue(Duration)", w -> args(Duration.ZERO))
        .varies()
        .except("one a job", OneRoundTrip.class)
        .except("each job is a transaction of its own", Joined.class)
        .except("runs what is due, and notes it: JobDaoTest", Cut.class)
        .except("what has run is due no more: JobDaoTest", Interleaved.class);
    reads("retentionPlan()", w -> args()).varies();
    String job = "partitions of audit_logs";
    String running = "the job ends first, whose row notes it";
    String alike = "whoever has set it before, it says the same: JobDaoTest";
    writes("set(String, JobSettings)", w -> args(job, JobSettings.UNCHANGED))
        .waitsFor(running, job)
        .except(alike, Cut.class, Joined.class, OtherSchema.class, Interleaved.class);
    writes("hold(String, String)", w -> args(job, "a call"))
        .waitsFor(UNTIL_GONE, FOR_GOOD + "|" + job)
        .except(alike, Cut.class, Joined.class, OtherSchema.class, Interleaved.class);
    writes("release(String)", w -> args(job))
        .varies()
        .except(alike, Cut.class, Joined.class, OtherSchema.class, Interleaved.class);
    writes("keepAll(String)", w -> args("retention of audit_logs"))
        .exceptAll("then no other call drops months of it: JobDaoTest");
    writes("reset(String, JobSetting)", w -> args(job, JobSetting.BOTH))
        .varies()
        .waitsFor(running, job)
        .except(alike, Cut.class, Joined.class, OtherSchema.class, Interleaved.class);

    dao(StorageDao.class, Session::storage, system[0], system);
    writes("createPartitions(int)", w -> args(1)).findsNothingToDo();
    reads("tableHealth()", w -> args()).varies();
    reads("indexHealth()", w -> args()).varies();
    reads("estimatedBloat()", w -> args()).varies();
    reads("vacuumHolders()", w -> args()).varies();
    reads("slowStatements(int)", w -> args(1)).exceptAll("takes an extension: StorageDaoTest");
    // a job may have made the month of an old row meanwhile
    reads("expiredPartitions(String, int)", w -> args(partitioned, 1))
        .varies()
        .except("tells what is dropped next, on the primary", OnReplica.class);
    writes("dropExpiredPartitions(String, int)", w -> args(partitioned, 12))
        .findsNothingToDo()
        .varies();
    writes("moveDefaultRows(String)", w -> args(partitioned)).findsNothingToDo();
  }

  /**
   * A new world.
   *
   * @param schema where the database is
   */
  protected abstract W world(DataSource pool, String schema, Caller caller);

  /** The object that makes sessions, which may have calls of its own. */
  protected abstract Class<?> service();

  /** The following lines are calls of a DAO of the session, by these callers. */
  protected final void dao(Class<?> dao, Function<S, Object> of, Caller first, Caller... others) {
    below(dao, (session, world, pool, named) -> of.apply(session), false, first, others);
  }

  /** The same where a system scope has to name the tenant, and others may. */
  protected final void dao(
      Class<?> dao,
      Function<S, Object> own,
      BiFunction<S, W, Object> naming,
      Caller first,
      Caller... others) {
    Line.Reach<S, W> from =
        (session, world, pool, named) -> named ? naming.apply(session, world) : own.apply(session);
    below(dao, from, true, first, others);
  }

  /** The same where only a system scope calls, and names the tenant. */
  protected final void daoOfTenant(
      Class<?> dao, BiFunction<S, W, Object> naming, Caller first, Caller... others) {
    below(dao, (session, world, pool, named) -> naming.apply(session, world), false, first, others);
  }

  /** The following lines are calls of the object that makes sessions. */
  protected final void service(BiFunction<W, DataSource, Object> of, Caller first) {
    below(service(), (session, world, pool, named) -> of.apply(world, pool), false, first);
  }

  private void below(
      Class<?> dao, Line.Reach<S, W> from, boolean naming, Caller first, Caller... others) {
    type = dao;
    reach = from;
    namesTenant = naming;
    callers = inOrder(first, others);
  }

  /** The first is who makes the call where one does. */
  static Set<Caller> inOrder(Caller first, Caller... others) {
    Set<Caller> callers = new LinkedHashSet<>(List.of(first));
    callers.addAll(Arrays.asList(others));
    return callers;
  }

  /** A call that changes nothing. */
  protected final Line<S, W> reads(String signature, Function<W, Object[]> arguments) {
    return line(signature, false, arguments);
  }

  protected final Line<S, W> writes(String signature, Function<W, Object[]> arguments) {
    return line(signature, true, arguments);
  }

  private Line<S, W> line(String signature, boolean writes, Function<W, Object[]> arguments) {
    Line<S, W> line = new Line<>(type, signature, reach, namesTenant, callers, writes, arguments);
    lines.add(line);
    return line;
  }

  /** The arguments of a call. */
  protected static Object[] args(@Nullable Object... arguments) {
    return arguments;
  }

  final List<Line<S, W>> lines() {
    return lines;
  }

  final Class<S> sessions() {
    return sessions;
  }

  final List<Line<S, W>> lines(Method method) {
    return lines.stream().filter(line -> line.method().equals(method)).toList();
  }
}
