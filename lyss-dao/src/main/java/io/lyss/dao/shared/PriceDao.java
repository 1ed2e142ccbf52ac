package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.COST_OF_USAGE;
import static io.lyss.dao.shared.jooq.Tables.MODEL_PRICES;
import static io.lyss.dao.shared.jooq.Tables.PRICE_AT;
import static io.lyss.dao.shared.jooq.Tables.PRICE_LIST;
import static io.lyss.dao.shared.jooq.Tables.SET_MODEL_PRICE;
import static io.lyss.dao.shared.jooq.Tables.UPDATE_MODEL_PRICE;

import io.lyss.dao.Json;
import io.lyss.dao.PricedModel;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.PriceStatements;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.Prices;
import io.lyss.dao.shared.jooq.routines.EndModelPrice;
import java.util.Optional;
import java.util.UUID;

/**
 * The prices that one tenant pays for models: its own, or else the platform's. System work sets and
 * ends prices; in a tenant's scope these calls fail with {@link ScopeDeniedException}. All users of
 * the tenant see the prices.
 *
 * <p>Changes are published as {@code price.changed} with the key {@code price:<provider
 * type>/<model>}. The payload is the {@linkplain #priceList list of all prices} of the model.
 */
public final class PriceDao extends Prices {

  private static final PriceStatements STATEMENTS =
      PriceStatements.of(
          SharedService.DEFAULT_SCHEMA,
          MODEL_PRICES,
          COST_OF_USAGE,
          new PriceStatements.Functions(
              () -> FunctionCall.of(SET_MODEL_PRICE),
              () -> FunctionCall.of(UPDATE_MODEL_PRICE),
              () -> FunctionCall.of(new EndModelPrice()),
              () -> FunctionCall.of(PRICE_AT),
              () -> FunctionCall.of(COST_OF_USAGE)));

  private static final ScopedStatement<Json> WHOLE_LIST =
      SharedService.statement(RowType.value(Json.class), () -> FunctionCall.of(PRICE_LIST).value());

  private final ScopedExecutor executor;

  PriceDao(UUID tenantId, ScopedExecutor executor) {
    super(STATEMENTS, executor.given("tenant_id", tenantId));
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * All prices of a model, those of this tenant's own or those of the platform: for a database that
   * has not received all events.
   */
  public Optional<Json> priceList(PricedModel model) {
    return executor.read("PriceDao.priceList", WHOLE_LIST).with(STATEMENTS.model(), model).find();
  }
}
