package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.SELECT_CHANNEL;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.provider.jooq.routines.ReportFailure;
import io.lyss.dao.provider.jooq.routines.ReportSuccess;
import java.util.UUID;

/**
 * Chooses the channel that a request is sent through, and keeps track of what fails: a channel, or
 * one model through it.
 *
 * <p>What has failed gets no requests for 30 seconds, after each further failure for twice as long,
 * up to 10 minutes, and longer if the provider asks for it. Then one request tries it: its success
 * opens it again.
 */
public final class RoutingDao {

  private static final RowType<Selection> SELECTION =
      RowType.builder(Selection.class, SELECT_CHANNEL)
          .row(
              "channel",
              RowType.builder(SelectedChannel.class, SELECT_CHANNEL)
                  .column("type", SELECT_CHANNEL.TYPE_NAME)
                  .column("model", SELECT_CHANNEL.UPSTREAM_MODEL)
                  .column("probe", SELECT_CHANNEL.IS_PROBE)
                  .row("attempt", RowType.of(Attempt.class, SELECT_CHANNEL))
                  .build())
          .build();

  private static final ScopedStatement<Selection> SELECT =
      ProviderService.statement(SELECTION, () -> FunctionCall.of(SELECT_CHANNEL).rows(SELECTION));

  private static final ScopedStatement<Boolean> REPORT_SUCCESS =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new ReportSuccess()).value());

  private static final ScopedStatement<Boolean> REPORT_FAILURE =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new ReportFailure()).value());

  private final ScopedExecutor executor;

  RoutingDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Chooses a channel: of those that may be used, serve the model and are available, one of the
   * highest priority, in proportion to their weights. Requests with the same {@linkplain
   * ChannelRequest#withKey key} get the same one: if it cannot serve them, the same other one, and
   * it again once it can. When channels come and go, only the keys that they win or have won move.
   * Without a key the choice is random.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public Selection select(ChannelRequest request) {
    return executor.read("RoutingDao.select", SELECT).withRecord("request", request).one();
  }

  /**
   * Reports that a request has succeeded. This is cheap enough for every request: only one that
   * tries what has failed writes anything. The end of a failure is published as {@code
   * channel.recovered} with the key {@code channel:<id>}; its {@code model} is null for the whole
   * channel.
   *
   * @return whether that has opened the channel, or the model there, again; false also for a
   *     channel that this scope may not use
   */
  public boolean reportSuccess(Attempt attempt) {
    return executor
        .call("RoutingDao.reportSuccess", REPORT_SUCCESS)
        .withRecord("attempt", attempt)
        .one();
  }

  /**
   * Reports that a request has failed because of the channel or of the model there, not because of
   * the request. It counts if neither has changed its state since the request was chosen, and while
   * one request tries what has failed, only that one's does. Of the others {@code Retry-After}
   * still lengthens the pause. The first failure is published as {@code channel.failed} with the
   * key {@code channel:<id>}; its {@code model} is null for the whole channel.
   *
   * @return whether it counts, so that what has failed gets no requests from now on; false also for
   *     a channel that this scope may not use
   * @throws ConstraintException if the time to wait is negative
   */
  public boolean reportFailure(Attempt attempt, Failure failure) {
    return executor
        .call("RoutingDao.reportFailure", REPORT_FAILURE)
        .withRecord("attempt", attempt)
        .withRecord("failure", failure)
        .one();
  }
}
