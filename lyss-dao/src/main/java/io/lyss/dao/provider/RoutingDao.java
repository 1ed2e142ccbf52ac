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
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses the channel that a request is sent through, and keeps track of channels that fail.
 *
 * <p>A channel that has failed gets no requests for 30 seconds, after each further failure for
 * twice as long, up to 10 minutes. Then one request tries it: its success opens the channel again.
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
   * highest priority, at random by weight.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public Selection select(ChannelRequest request) {
    return select(request, ThreadLocalRandom.current().nextDouble());
  }

  /**
   * The same with the caller's own randomness: the same number chooses the same channel, as long as
   * nothing has changed.
   *
   * @param random at least 0 and less than 1
   * @throws ConstraintException if the number is anything else
   * @throws ScopeDeniedException in a system scope
   */
  public Selection select(ChannelRequest request, double random) {
    return executor.call(SELECT).with(request).with("random", random).one();
  }

  /**
   * Reports that a request through a channel succeeded. This is cheap enough for every request: a
   * channel without failures is not written to. The end of a failure is published as {@code
   * channel.recovered} with the key {@code channel:<id>}.
   *
   * @return whether that has opened the channel again; false also for a channel that this scope may
   *     not use
   */
  public boolean reportSuccess(UUID channelId) {
    return executor.call(REPORT_SUCCESS).with("id", channelId).one();
  }

  /**
   * Reports that a request has failed because of the channel, not because of the request. Reports
   * of requests that were already running do not count again. The first failure is published as
   * {@code channel.failed} with the key {@code channel:<id>}.
   *
   * @return whether the channel gets no requests from now on; false also for a channel that this
   *     scope may not use
   */
  public boolean reportFailure(UUID channelId) {
    return executor.call(REPORT_FAILURE).with("id", channelId).one();
  }
}
