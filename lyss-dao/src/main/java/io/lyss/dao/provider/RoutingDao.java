package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.SELECT_CHANNEL;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.provider.jooq.Routines;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.impl.DSL;

/**
 * Which channel a request is sent through, and how channels do.
 *
 * <p>A channel that has failed is left alone for 30 seconds, after each further failure for twice
 * as long, up to 10 minutes. Then one request tries it: its success opens the channel again.
 */
public final class RoutingDao {

  private static final ScopedStatement SELECT =
      ProviderService.statement(
          () ->
              DSL.select(
                      SELECT_CHANNEL.OUTCOME,
                      SELECT_CHANNEL.RETRY_AT,
                      SELECT_CHANNEL.CHANNEL_ID,
                      SELECT_CHANNEL.TYPE_NAME,
                      SELECT_CHANNEL.BASE_URL,
                      SELECT_CHANNEL.API_FORMAT,
                      SELECT_CHANNEL.UPSTREAM_MODEL,
                      SELECT_CHANNEL.IS_PROBE)
                  .from(
                      SELECT_CHANNEL.call(
                          Sql.uuidArg(1),
                          Sql.textArg(2),
                          Sql.doubleArg(3),
                          Sql.uuidsArg(4),
                          Sql.uuidArg(5))));

  private static final ScopedStatement REPORT_SUCCESS =
      ProviderService.statement(
          () -> DSL.select(Routines.reportSuccess(Sql.uuidArg(1), Sql.uuidArg(2))));

  private static final ScopedStatement REPORT_FAILURE =
      ProviderService.statement(
          () -> DSL.select(Routines.reportFailure(Sql.uuidArg(1), Sql.uuidArg(2))));

  private final UUID tenantId;
  private final ScopedExecutor executor;

  RoutingDao(UUID tenantId, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.executor = executor;
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
    return executor.one(
        SELECT,
        Selection::read,
        tenantId,
        request.model(),
        random,
        request.excluded().toArray(UUID[]::new),
        request.tokenId().orElse(null));
  }

  /**
   * Notes that a request through a channel went well. It costs little to say so each time: a
   * channel that does well is not written to. The end of a failure is published as {@code
   * channel.recovered} with the key {@code channel:<id>}.
   *
   * @return whether that has opened the channel again; false also for a channel that is not to be
   *     used in this scope
   */
  public boolean reportSuccess(UUID channelId) {
    return executor.one(REPORT_SUCCESS, Row::nextBoolean, tenantId, channelId);
  }

  /**
   * Notes that a request has failed for a reason that lies with the channel: not that the request
   * was wrong. What is reported by requests that were under way already does not count again. The
   * first failure is published as {@code channel.failed} with the key {@code channel:<id>}.
   *
   * @return whether the channel is left alone from now; false also for a channel that is not to be
   *     used in this scope
   */
  public boolean reportFailure(UUID channelId) {
    return executor.one(REPORT_FAILURE, Row::nextBoolean, tenantId, channelId);
  }
}
