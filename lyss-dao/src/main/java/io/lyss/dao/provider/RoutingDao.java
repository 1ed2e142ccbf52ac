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
 * Selects the channel that a request is sent through, and keeps track of failures of a channel, or
 * of one model through it.
 *
 * <p>After a failure it gets no requests for 30 seconds, and after each further failure for twice
 * as long, up to 10 minutes, or longer if the provider asks for it. Then one request tries it. If
 * that succeeds, all requests may use it again.
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
   * Selects a channel. Of those that may be used, serve the model and are available, it takes one
   * of the highest priority, in proportion to their weights. Requests with the same {@linkplain
   * ChannelRequest#withKey key} get the same channel. While that one cannot serve, they all get the
   * same other one, and afterwards the first again. If a channel is added or removed, only the keys
   * that it gets or had are sent elsewhere. Without a key the choice is random.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public Selection select(ChannelRequest request) {
    return executor.read("RoutingDao.select", SELECT).withRecord("request", request).one();
  }

  /**
   * Reports that a request has succeeded. It is cheap enough for each request: it writes only if
   * the request tried a failed channel or model. The end of a failure is published as {@code
   * channel.recovered} with the key {@code channel:<id>}; its {@code model} is null for the whole
   * channel.
   *
   * @return whether this has made the channel, or the model through it, available again; false also
   *     for a channel that this scope may not use
   */
  public boolean reportSuccess(Attempt attempt) {
    return executor
        .call("RoutingDao.reportSuccess", REPORT_SUCCESS)
        .withRecord("attempt", attempt)
        .one();
  }

  /**
   * Reports that a request has failed because of the channel or the model through it, not because
   * of the request. The report counts if neither has changed its state since the channel was
   * selected. While one request tries a failed channel or model, only that request's report counts;
   * the {@code Retry-After} of others still lengthens the pause. The first failure is published as
   * {@code channel.failed} with the key {@code channel:<id>}; its {@code model} is null for the
   * whole channel.
   *
   * @return whether it counts: then the channel, or the model through it, gets no requests from now
   *     on; false also for a channel that this scope may not use
   * @throws ConstraintException if the time to wait is negative
   */
  public boolean reportFailure(Attempt attempt, ChannelFailure failure) {
    return executor
        .call("RoutingDao.reportFailure", REPORT_FAILURE)
        .withRecord("attempt", attempt)
        .withRecord("failure", failure)
        .one();
  }
}
