package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.MODEL_PRICES;
import static io.lyss.dao.shared.jooq.Tables.PRICE_AT;
import static io.lyss.dao.shared.jooq.Tables.SET_MODEL_PRICE;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.RowTypeBuilder;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.shared.jooq.routines.CostOf;
import io.lyss.dao.shared.jooq.routines.EndModelPrice;
import io.lyss.dao.shared.jooq.tables.ModelPrices;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The prices that one tenant pays for models: its own, or else the platform's. System work sets and
 * ends prices, in a tenant's scope that fails with {@link ScopeDeniedException}; every user of the
 * tenant sees them.
 *
 * <p>A tenant has one price of a model at a time. A price that was in effect is never changed, as
 * costs were computed with it. Changes are published as {@code price.changed} with the key {@code
 * price:<provider type>/<model>}.
 */
public final class PriceDao {

  private static final RowType<PricedModel> MODEL =
      RowType.builder(PricedModel.class, MODEL_PRICES)
          .column("name", MODEL_PRICES.MODEL_NAME)
          .build();

  private static final RowType<Price> ROW = prices(Price.class).build();

  private static final RowType<NewPrice> NEW =
      prices(NewPrice.class).column("from", MODEL_PRICES.EFFECTIVE_FROM).build();

  private static <T extends Record> RowTypeBuilder<T> prices(Class<T> type) {
    return RowType.builder(type, MODEL_PRICES)
        .row("model", MODEL)
        .column("input", MODEL_PRICES.INPUT_PRICE)
        .column("output", MODEL_PRICES.OUTPUT_PRICE)
        .column("cachedInput", MODEL_PRICES.CACHED_INPUT_PRICE);
  }

  private static final RowType<Cost> COST_ROW =
      RowType.builder(Cost.class, MODEL_PRICES)
          .column("priceId", MODEL_PRICES.ID)
          .expression("amount", PriceDao::costOf)
          .build();

  private static Field<?> costOf(Table<?> price) {
    return FunctionCall.of(new CostOf())
        .passing("input_price", Sql.in(price, MODEL_PRICES.INPUT_PRICE))
        .passing("output_price", Sql.in(price, MODEL_PRICES.OUTPUT_PRICE))
        .passing("cached_input_price", Sql.in(price, MODEL_PRICES.CACHED_INPUT_PRICE))
        .field();
  }

  private static final Condition OF_TENANT_OR_PLATFORM =
      SharedService.ofTenantOrPlatform(MODEL_PRICES.TENANT_ID);

  private static final Field<Instant> AT = Sql.arg("at", SQLDataType.INSTANT);

  private static Condition inEffect(ModelPrices prices) {
    return prices
        .EFFECTIVE_FROM
        .le(AT)
        .and(prices.EFFECTIVE_TO.isNull().or(prices.EFFECTIVE_TO.gt(AT)));
  }

  private static final ScopedStatement<Price> SET =
      SharedService.statement(
          ROW,
          () ->
              FunctionCall.of(SET_MODEL_PRICE)
                  .passing("from", Sql.arg(MODEL_PRICES.EFFECTIVE_FROM))
                  .rows(ROW));

  private static final ScopedStatement<Boolean> END =
      SharedService.statement(
          RowType.value(Boolean.class), () -> FunctionCall.of(new EndModelPrice()).value());

  private static final ScopedStatement<Price> FIND =
      SharedService.statement(ROW, () -> FunctionCall.of(PRICE_AT).rows(ROW));

  private static final ScopedStatement<Cost> COST =
      SharedService.statement(COST_ROW, () -> FunctionCall.of(PRICE_AT).rows(COST_ROW));

  private static final ScopedStatement<Price> LIST =
      SharedService.statement(
          ROW,
          () -> {
            ModelPrices own = MODEL_PRICES.as("own");
            return select(ROW.columns())
                .from(MODEL_PRICES)
                .where(OF_TENANT_OR_PLATFORM)
                .and(inEffect(MODEL_PRICES))
                .and(
                    Sql.is(MODEL_PRICES.TENANT_ID)
                        .or(
                            notExists(
                                selectOne()
                                    .from(own)
                                    .where(Sql.is(own.TENANT_ID))
                                    .and(own.PROVIDER_TYPE.eq(MODEL_PRICES.PROVIDER_TYPE))
                                    .and(own.MODEL_NAME.eq(MODEL_PRICES.MODEL_NAME))
                                    .and(inEffect(own)))))
                .and(MODEL_PRICES.ID.gt(Sql.afterId()))
                .orderBy(MODEL_PRICES.ID)
                .limit(Sql.limit());
          });

  private static final ScopedStatement<Price> HISTORY =
      SharedService.statement(
          ROW,
          () ->
              select(ROW.columns())
                  .from(MODEL_PRICES)
                  .where(OF_TENANT_OR_PLATFORM)
                  .and(Sql.is(MODEL_PRICES.PROVIDER_TYPE))
                  .and(Sql.is(MODEL_PRICES.MODEL_NAME))
                  .and(
                      row(MODEL_PRICES.EFFECTIVE_FROM, MODEL_PRICES.ID)
                          .lt(row(Sql.afterTime(), Sql.afterId())))
                  .orderBy(MODEL_PRICES.EFFECTIVE_FROM.desc(), MODEL_PRICES.ID.desc())
                  .limit(Sql.limit()));

  private final ScopedExecutor executor;

  PriceDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * Sets a price from an instant on, until the next planned one begins. The price in effect at that
   * instant ends there; one planned for that very instant is replaced. Prices never overlap, also
   * when several are set at once.
   *
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     model_prices_effective_from} if it would begin at a past instant that had a price
   */
  public Price set(NewPrice price) {
    return executor.call(SET).with(NEW, price).one();
  }

  /**
   * Ends the price in effect at an instant; where it was the tenant's own, the platform's holds
   * again until the next planned one begins. A price planned for that very instant is removed.
   *
   * @param from the first instant without it; null for now, by the database's clock
   * @return whether there was one
   * @throws ConstraintException with the constraint {@code model_prices_effective_to} if the
   *     instant is in the past
   */
  public boolean end(PricedModel model, @Nullable Instant from) {
    return executor.call(END).with(MODEL, model).with("from", from).one();
  }

  /** The price of a model at an instant. */
  public Optional<Price> find(PricedModel model, Instant at) {
    return executor.call(FIND).with(MODEL, model).with("at", at).find();
  }

  /** What tokens cost at an instant; empty if the model had no price then. */
  public Optional<Cost> cost(PricedModel model, Instant at, TokenCounts tokens) {
    return executor.call(COST).with(MODEL, model).with("at", at).with(tokens).find();
  }

  /** The prices in effect at an instant, one a model. */
  public Page<Price> list(Instant at, PageRequest page) {
    return executor.call(LIST).with("at", at).oldestFirst(page, price -> new Cursor(price.id()));
  }

  /** All prices of a model, the tenant's and the platform's, planned ones too; the latest first. */
  public Page<Price> history(PricedModel model, PageRequest page) {
    return executor
        .call(HISTORY)
        .with(MODEL, model)
        .newestFirst(page, price -> new Cursor(price.effectiveFrom(), price.id()));
  }
}
