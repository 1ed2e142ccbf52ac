package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.PROVIDER_DISTRIBUTIONS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;
import static org.jooq.impl.DSL.when;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Elements;
import io.lyss.dao.internal.InsertEach;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.platform.jooq.Routines;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jooq.impl.SQLDataType;

/**
 * The distributions of organization providers to users. Administrators distribute and revoke; a
 * user sees what is distributed to them.
 */
public final class DistributionDao {

  private static final RowType<Distribution> ROW =
      RowType.builder(Distribution.class, PROVIDER_DISTRIBUTIONS)
          .column("active", PROVIDER_DISTRIBUTIONS.IS_ACTIVE)
          .build();

  private static final RowType<Integer> RECEIVER =
      RowType.of(Integer.class, PROVIDER_DISTRIBUTIONS.USER_ID);

  // Distributing again renews the row. A trigger keeps the beginning of a row that gives access
  // now. The policies require the current user in distributed_by.
  private static final ScopedStatement<Distribution> DISTRIBUTE =
      Platform.statement(
          ROW,
          () ->
              InsertEach.into(
                      PROVIDER_DISTRIBUTIONS,
                      RECEIVER,
                      Map.of(
                          PROVIDER_DISTRIBUTIONS.PROVIDER_ID,
                          Sql.arg(PROVIDER_DISTRIBUTIONS.PROVIDER_ID),
                          PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY,
                          Sql.arg(PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY),
                          PROVIDER_DISTRIBUTIONS.VALID_FROM,
                          Sql.arg(PROVIDER_DISTRIBUTIONS.VALID_FROM),
                          PROVIDER_DISTRIBUTIONS.VALID_UNTIL,
                          Sql.arg(PROVIDER_DISTRIBUTIONS.VALID_UNTIL)))
                  .onConflict(PROVIDER_DISTRIBUTIONS.PROVIDER_ID, PROVIDER_DISTRIBUTIONS.USER_ID)
                  .doUpdate()
                  .set(PROVIDER_DISTRIBUTIONS.IS_ACTIVE, inline(true))
                  .set(
                      PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY,
                      excluded(PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY))
                  .set(
                      PROVIDER_DISTRIBUTIONS.VALID_FROM,
                      excluded(PROVIDER_DISTRIBUTIONS.VALID_FROM))
                  .set(
                      PROVIDER_DISTRIBUTIONS.VALID_UNTIL,
                      excluded(PROVIDER_DISTRIBUTIONS.VALID_UNTIL))
                  .returningResult(ROW.columns()));

  // An update locks rows in the order in which it finds them. So they are locked before it, in the
  // order of DISTRIBUTE.
  private static final ScopedStatement<Integer> REVOKE =
      Platform.statement(
          RowType.value(Integer.class),
          () ->
              update(PROVIDER_DISTRIBUTIONS)
                  .set(PROVIDER_DISTRIBUTIONS.IS_ACTIVE, inline(false))
                  .set(
                      PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY,
                      when(Routines.currentUserId().gt(inline(0)), Routines.currentUserId())
                          .otherwise(PROVIDER_DISTRIBUTIONS.DISTRIBUTED_BY))
                  .where(
                      PROVIDER_DISTRIBUTIONS.ID.eq(
                          any(
                              select(PROVIDER_DISTRIBUTIONS.ID)
                                  .from(PROVIDER_DISTRIBUTIONS)
                                  .where(Sql.is(PROVIDER_DISTRIBUTIONS.PROVIDER_ID))
                                  .and(
                                      PROVIDER_DISTRIBUTIONS.USER_ID.eq(
                                          any(Sql.arg("user_ids", SQLDataType.INTEGER.array()))))
                                  .and(PROVIDER_DISTRIBUTIONS.IS_ACTIVE)
                                  .orderBy(PROVIDER_DISTRIBUTIONS.USER_ID)
                                  .forNoKeyUpdate()))));

  private static final ScopedStatement<Distribution> LIST_BY_PROVIDER =
      Platform.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(PROVIDER_DISTRIBUTIONS)
                  .where(Sql.is(PROVIDER_DISTRIBUTIONS.PROVIDER_ID))
                  .and(PROVIDER_DISTRIBUTIONS.USER_ID.gt(Sql.afterNumber(SQLDataType.INTEGER)))
                  .orderBy(PROVIDER_DISTRIBUTIONS.USER_ID)
                  .limit(Sql.limit()));

  private static final ScopedStatement<Distribution> LIST_BY_USER =
      Platform.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(PROVIDER_DISTRIBUTIONS)
                  .where(Sql.is(PROVIDER_DISTRIBUTIONS.USER_ID))
                  .and(PROVIDER_DISTRIBUTIONS.PROVIDER_ID.gt(Sql.afterNumber(SQLDataType.INTEGER)))
                  .and(PROVIDER_DISTRIBUTIONS.IS_ACTIVE)
                  .orderBy(PROVIDER_DISTRIBUTIONS.PROVIDER_ID)
                  .limit(Sql.limit()));

  private final Scope scope;
  private final ScopedExecutor executor;

  DistributionDao(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Distributes an organization provider to users from now on, until it is revoked: as {@link
   * #distribute(int, Collection, Period)}.
   *
   * @return the distributions to these users, one each
   * @throws ScopeDeniedException unless the user of this scope manages the provider
   * @throws ConstraintException if the provider is personal or does not exist, or one of the users
   *     does not exist; then nobody receives it
   */
  public List<Distribution> distribute(int providerId, Collection<Integer> userIds) {
    return distribute(providerId, userIds, Period.FROM_NOW);
  }

  /**
   * Distributes an organization provider to users for a period, also after an earlier distribution
   * was revoked or has ended. A distribution that gives access already keeps its beginning; its end
   * and {@code distributedBy} change. When it gave access until now stays on record.
   *
   * @return the distributions to these users, one each
   * @throws ScopeDeniedException unless the user of this scope manages the provider
   * @throws ConstraintException if the provider is personal or does not exist, one of the users
   *     does not exist, or the period begins or ends before now, or ends before it begins; then
   *     nobody receives it
   */
  public List<Distribution> distribute(int providerId, Collection<Integer> userIds, Period period) {
    return executor
        .call("DistributionDao.distribute", DISTRIBUTE)
        .with("provider_id", providerId)
        .with("distributed_by", Platform.user(scope, "To distribute"))
        .with("valid_from", period.from())
        .with("valid_until", period.until())
        .withEach(RECEIVER, distinct(userIds))
        .list();
  }

  /**
   * Revokes an organization provider from users, as of now. When it gave access until then stays on
   * record. Users to whom it is not distributed, and those from whom this scope may not revoke it,
   * are skipped.
   *
   * @return from how many users it was revoked
   */
  public int revoke(int providerId, Collection<Integer> userIds) {
    return executor
        .call("DistributionDao.revoke", REVOKE)
        .with("provider_id", providerId)
        .with("user_ids", distinct(userIds))
        .execute();
  }

  // Sorted, so that two calls that change the same rows wait for each other and do not deadlock.
  private static List<Integer> distinct(Collection<Integer> ids) {
    return List.copyOf(new TreeSet<>(Elements.required("userIds", ids)));
  }

  /** The distributions of a provider, by user, the revoked ones included. */
  public Page<Distribution> listByProvider(int providerId, PageRequest page) {
    return executor
        .read("DistributionDao.listByProvider", LIST_BY_PROVIDER)
        .with("provider_id", providerId)
        .oldestFirst(page, distribution -> new Cursor(Instant.EPOCH, distribution.userId()));
  }

  /** The distributions to a user that are not revoked, by provider. */
  public Page<Distribution> listByUser(int userId, PageRequest page) {
    return executor
        .read("DistributionDao.listByUser", LIST_BY_USER)
        .with("user_id", userId)
        .oldestFirst(page, distribution -> new Cursor(Instant.EPOCH, distribution.providerId()));
  }
}
