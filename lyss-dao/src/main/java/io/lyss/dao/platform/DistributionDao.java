package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.PROVIDER_DISTRIBUTIONS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.unnest;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.platform.jooq.Routines;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jooq.Field;

/**
 * Which organization provider was given to whom. Administrators and the creator of a provider
 * distribute and revoke it; a user sees what was given to them.
 */
public final class DistributionDao {

  private static final Field<?>[] COLUMNS = {
    PROVIDER_DISTRIBUTIONS.ID,
    PROVIDER_DISTRIBUTIONS.PROVIDER_ID,
    PROVIDER_DISTRIBUTIONS.USER_ID,
    PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY,
    PROVIDER_DISTRIBUTIONS.DISTRIBUTED_AT,
    PROVIDER_DISTRIBUTIONS.IS_ACTIVE
  };

  private static final Field<Integer> RECEIVER = field("receiver.user_id", Integer.class);

  // Again after a revocation: as new. Again without one: only who decided is another. Row-level
  // security has whoever decides put their own name to it.
  private static final ScopedStatement DISTRIBUTE =
      Platform.statement(
          () ->
              insertInto(
                      PROVIDER_DISTRIBUTIONS,
                      PROVIDER_DISTRIBUTIONS.PROVIDER_ID,
                      PROVIDER_DISTRIBUTIONS.USER_ID,
                      PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY)
                  .select(
                      select(Sql.intArg(1), RECEIVER, Sql.intArg(2))
                          .from(unnest(Sql.intsArg(3)).as("receiver", "user_id")))
                  .onConflict(PROVIDER_DISTRIBUTIONS.PROVIDER_ID, PROVIDER_DISTRIBUTIONS.USER_ID)
                  .doUpdate()
                  .set(PROVIDER_DISTRIBUTIONS.IS_ACTIVE, inline(true))
                  .set(
                      PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY,
                      excluded(PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY))
                  .set(
                      PROVIDER_DISTRIBUTIONS.DISTRIBUTED_AT,
                      when(PROVIDER_DISTRIBUTIONS.IS_ACTIVE, PROVIDER_DISTRIBUTIONS.DISTRIBUTED_AT)
                          .otherwise(excluded(PROVIDER_DISTRIBUTIONS.DISTRIBUTED_AT)))
                  .returningResult(COLUMNS));

  // An update takes rows as it finds them; locking them first keeps the order of DISTRIBUTE.
  private static final ScopedStatement REVOKE =
      Platform.statement(
          () ->
              update(PROVIDER_DISTRIBUTIONS)
                  .set(PROVIDER_DISTRIBUTIONS.IS_ACTIVE, inline(false))
                  .set(
                      PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY,
                      coalesce(
                          nullif(Routines.currentUserId(), inline(0)),
                          PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY))
                  .where(
                      PROVIDER_DISTRIBUTIONS.ID.in(
                          select(PROVIDER_DISTRIBUTIONS.ID)
                              .from(PROVIDER_DISTRIBUTIONS)
                              .where(PROVIDER_DISTRIBUTIONS.PROVIDER_ID.eq(Sql.intArg(1)))
                              .and(PROVIDER_DISTRIBUTIONS.USER_ID.eq(any(Sql.intsArg(2))))
                              .and(PROVIDER_DISTRIBUTIONS.IS_ACTIVE)
                              .orderBy(PROVIDER_DISTRIBUTIONS.USER_ID)
                              .forNoKeyUpdate())));

  private static final ScopedStatement LIST_BY_PROVIDER =
      Platform.statement(
          () ->
              select(COLUMNS)
                  .from(PROVIDER_DISTRIBUTIONS)
                  .where(PROVIDER_DISTRIBUTIONS.PROVIDER_ID.eq(Sql.intArg(1)))
                  .and(PROVIDER_DISTRIBUTIONS.USER_ID.gt(Sql.intArg(2)))
                  .orderBy(PROVIDER_DISTRIBUTIONS.USER_ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement LIST_BY_USER =
      Platform.statement(
          () ->
              select(COLUMNS)
                  .from(PROVIDER_DISTRIBUTIONS)
                  .where(PROVIDER_DISTRIBUTIONS.USER_ID.eq(Sql.intArg(1)))
                  .and(PROVIDER_DISTRIBUTIONS.PROVIDER_ID.gt(Sql.intArg(2)))
                  .and(PROVIDER_DISTRIBUTIONS.IS_ACTIVE)
                  .orderBy(PROVIDER_DISTRIBUTIONS.PROVIDER_ID)
                  .limit(Sql.intArg(3)));

  private final Scope scope;
  private final ScopedExecutor executor;

  DistributionDao(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Gives an organization provider to users: anew, or again after it was revoked. For whom it is
   * distributed already, nothing changes but the name of who decided so.
   *
   * @return the distributions to these users, one each
   * @throws ScopeDeniedException unless the user of this scope manages the provider
   * @throws ConstraintException if the provider is personal or not there, or one of the users is
   *     not; then nobody got it
   */
  public List<Distribution> distribute(int providerId, Collection<Integer> userIds) {
    return executor.list(
        DISTRIBUTE,
        Distribution::read,
        providerId,
        Platform.user(scope, "To distribute"),
        distinct(userIds));
  }

  /**
   * Takes an organization provider from users. Whom it is not distributed to, or whom this scope
   * may not take it from, are passed over.
   *
   * @return from how many it was taken
   */
  public int revoke(int providerId, Collection<Integer> userIds) {
    return executor.execute(REVOKE, providerId, distinct(userIds));
  }

  // In order, so that two who change the same rows at once wait for each other and do not deadlock.
  private static Integer[] distinct(Collection<Integer> ids) {
    return new TreeSet<>(ids).toArray(Integer[]::new);
  }

  /** To whom a provider was given, by user; the revoked ones too. */
  public Page<Distribution> listByProvider(int providerId, PageRequest page) {
    return Page.of(
        executor.list(
            LIST_BY_PROVIDER, Distribution::read, providerId, Sql.afterId(page), Sql.limit(page)),
        page,
        distribution -> new Cursor(Instant.EPOCH, distribution.userId()));
  }

  /** What is distributed to a user now, by provider. */
  public Page<Distribution> listByUser(int userId, PageRequest page) {
    return Page.of(
        executor.list(LIST_BY_USER, Distribution::read, userId, Sql.afterId(page), Sql.limit(page)),
        page,
        distribution -> new Cursor(Instant.EPOCH, distribution.providerId()));
  }
}
