package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.COST_OF_USAGE;
import static io.lyss.dao.platform.jooq.Tables.MODEL_PRICES;
import static io.lyss.dao.platform.jooq.Tables.PRICE_AT;
import static io.lyss.dao.platform.jooq.Tables.SET_MODEL_PRICE;
import static io.lyss.dao.platform.jooq.Tables.UPDATE_MODEL_PRICE;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.PriceStatements;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.platform.jooq.routines.EndModelPrice;
import io.lyss.dao.session.Prices;

/**
 * What models cost. Every user sees prices. Administrators and system work set and end them; in the
 * scope of another user that fails with {@link ScopeDeniedException}.
 */
public final class PriceDao extends Prices {

  private static final PriceStatements STATEMENTS =
      PriceStatements.of(
          Platform.DEFAULT_SCHEMA,
          MODEL_PRICES,
          COST_OF_USAGE,
          new PriceStatements.Functions(
              () -> FunctionCall.of(SET_MODEL_PRICE),
              () -> FunctionCall.of(UPDATE_MODEL_PRICE),
              () -> FunctionCall.of(new EndModelPrice()),
              () -> FunctionCall.of(PRICE_AT),
              () -> FunctionCall.of(COST_OF_USAGE)));

  PriceDao(ScopedExecutor executor) {
    super(STATEMENTS, executor);
  }
}
