package io.lyss.dao.testing.calls;

import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Bound;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Where a call is made: somebody with rows of their own, and strangers. Each is new, so that no
 * call meets what another has left.
 *
 * @param <S> the sessions of the database
 */
public abstract class World<S extends Session<?, S>> {

  /** Those who must not learn of a row. */
  public enum Strangers {
    /** An end user of the same tenant or organisation, in the same groups. */
    BESIDE,
    /** An administrator of the same tenant or organisation. */
    ABOVE,
    /** Users of other tenants. */
    OUTSIDE
  }

  private static final AtomicLong NAMES = new AtomicLong();

  private final DataSource pool;
  private final Caller caller;

  /**
   * @param pool what rows are made over
   */
  protected World(DataSource pool, Caller caller) {
    this.pool = pool;
    this.caller = caller;
  }

  /** The caller of the call. */
  public final Caller caller() {
    return caller;
  }

  /** Whether the call is system work, or the platform's administrator's. */
  public final boolean isSystem() {
    return caller == Caller.SYSTEM || caller == Caller.ADMINISTRATOR;
  }

  /** A session over any pool. */
  protected abstract S session(DataSource over, Caller as);

  /** Sessions of strangers to the rows of the caller, over any pool. */
  protected abstract List<S> strangers(DataSource over, Set<Strangers> where);

  /**
   * Makes everybody now who is otherwise made when first asked for: for properties that compare
   * what is stored before and after calls of others.
   */
  protected void gather() {}

  /** Computes sums, and their corrections, from the rows that are there. */
  protected void addUp() {}

  /** A session of a user like the caller, but who never existed. */
  protected S never(DataSource over) {
    throw new UnsupportedOperationException("this database has no users");
  }

  /** Deactivates the caller. */
  protected void deactivate() {
    throw new UnsupportedOperationException("this database has no users");
  }

  /** Makes the caller, an administrator, a user as any other. */
  protected void demote() {
    throw new UnsupportedOperationException("this database has no users");
  }

  /**
   * Suspends or deletes the tenant of the caller.
   *
   * @param status suspended or deleted
   */
  protected void close(String status) {
    throw new UnsupportedOperationException("this database has no tenants");
  }

  /**
   * The scopes that a host may have bound itself before it calls, with LYSS's function or by hand.
   */
  protected abstract List<Bound> hosts();

  /** The pool over which rows are made. */
  public final DataSource pool() {
    return pool;
  }

  /** A name that nothing has yet. */
  public static String name(String kind) {
    return kind + NAMES.incrementAndGet();
  }

  /** A session that makes rows. */
  public final S as(Caller other) {
    return session(pool, other);
  }

  /** The session of the caller, to make rows of their own. */
  public final S me() {
    return as(caller);
  }
}
