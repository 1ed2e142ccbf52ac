package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.COST_OF_USAGE;
import static io.lyss.dao.provider.jooq.Tables.MODEL_PRICES;
import static io.lyss.dao.provider.jooq.Tables.PRICE_AT;
import static io.lyss.dao.provider.jooq.Tables.SET_MODEL_PRICE;
import static io.lyss.dao.provider.jooq.Tables.UPDATE_MODEL_PRICE;

import io.lyss.dao.Json;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.PriceStatements;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.provider.jooq.routines.AcceptPriceList;
import io.lyss.dao.provider.jooq.routines.EndModelPrice;
import io.lyss.dao.session.Prices;
import java.util.UUID;

/**
 * The prices that one tenant pays for models: its own, or else the platform's. System work sets and
 * ends prices; in a tenant's scope these calls fail with {@link ScopeDeniedException}. All users of
 * the tenant see the prices.
 *
 * <p>A host that has the shared service sets them there, and has them {@linkplain #accept accepted}
 * here. Another one sets them here. What is set here is published as {@code price.changed} with the
 * key {@code price:<provider type>/<model>}.
 */
public final class PriceDao extends Prices {

  private static final PriceStatements STATEMENTS =
      PriceStatements.of(
          ProviderService.DEFAULT_SCHEMA,
          MODEL_PRICES,
          COST_OF_USAGE,
          new PriceStatements.Functions(
              () -> FunctionCall.of(SET_MODEL_PRICE),
              () -> FunctionCall.of(UPDATE_MODEL_PRICE),
              () -> FunctionCall.of(new EndModelPrice()),
              () -> FunctionCall.of(PRICE_AT),
              () -> FunctionCall.of(COST_OF_USAGE)));

  private static final ScopedStatement<Boolean> ACCEPT =
      ProviderService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new AcceptPriceList()).value());

  private final ScopedExecutor executor;

  PriceDao(UUID tenantId, ScopedExecutor executor) {
    super(STATEMENTS, executor.given("tenant_id", tenantId));
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Takes over all prices of a model as the shared service has them. Idempotent: lists may come
   * again and in any order, because one that is not later than the stored one changes nothing.
   *
   * @param list the payload of its event {@code price.changed}, or its price list; of this tenant
   * @return whether it was later than the stored one
   * @throws ConstraintException if it is anything else
   * @throws ScopeDeniedException in a tenant's scope
   */
  public boolean accept(Json list) {
    return executor.call("PriceDao.accept", ACCEPT).with("list", list).one();
  }
}
