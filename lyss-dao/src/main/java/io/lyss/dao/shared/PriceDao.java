package io.lyss.dao.shared;

import static io.lyss.dao.shared.jooq.Tables.MODEL_PRICES;
import static io.lyss.dao.shared.jooq.Tables.PRICE_AT;
import static io.lyss.dao.shared.jooq.Tables.SET_MODEL_PRICE;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.shared.jooq.Routines;
import io.lyss.dao.shared.jooq.tables.ModelPrices;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * What models cost one tenant: the price that is its own, or else the one for everybody. Prices are
 * set and ended as system work, in a tenant's scope that fails with {@link ScopeDeniedException};
 * everybody in the tenant sees them.
 *
 * <p>Of one tenant and model no two prices hold at once. What was in effect is never rewritten, as
 * costs were reckoned with it. Changes are published as {@code price.changed} with the key {@code
 * price:<provider type>/<model>}.
 */
public final class PriceDao {

  private static Field<?>[] columns(Table<?> table) {
    return new Field<?>[] {
      table.field(MODEL_PRICES.TENANT_ID),
      table.field(MODEL_PRICES.ID),
      table.field(MODEL_PRICES.PROVIDER_TYPE),
      table.field(MODEL_PRICES.MODEL_NAME),
      table.field(MODEL_PRICES.CURRENCY),
      table.field(MODEL_PRICES.INPUT_PRICE),
      table.field(MODEL_PRICES.OUTPUT_PRICE),
      table.field(MODEL_PRICES.CACHED_INPUT_PRICE),
      table.field(MODEL_PRICES.EFFECTIVE_FROM),
      table.field(MODEL_PRICES.EFFECTIVE_TO),
      table.field(MODEL_PRICES.CREATED_AT)
    };
  }

  private static Condition ofTenantOrPlatform() {
    return MODEL_PRICES.TENANT_ID.in(Sql.uuidArg(1), inline(SharedService.PLATFORM));
  }

  private static Condition inEffect(ModelPrices prices, Field<Instant> at) {
    return prices
        .EFFECTIVE_FROM
        .le(at)
        .and(prices.EFFECTIVE_TO.isNull().or(prices.EFFECTIVE_TO.gt(at)));
  }

  private static final ScopedStatement SET =
      SharedService.statement(
          () -> {
            Table<?> set =
                SET_MODEL_PRICE.call(
                    Sql.uuidArg(1),
                    Sql.uuidArg(2),
                    Sql.textArg(3),
                    Sql.textArg(4),
                    Sql.textArg(5),
                    Sql.decimalArg(6),
                    Sql.decimalArg(7),
                    Sql.decimalArg(8),
                    Sql.instantArg(9));
            return select(columns(set)).from(set);
          });

  private static final ScopedStatement END =
      SharedService.statement(
          () ->
              select(
                  Routines.endModelPrice(
                      Sql.uuidArg(1), Sql.textArg(2), Sql.textArg(3), Sql.instantArg(4))));

  private static final ScopedStatement FIND =
      SharedService.statement(
          () -> {
            Table<?> price =
                PRICE_AT.call(Sql.uuidArg(1), Sql.textArg(2), Sql.textArg(3), Sql.instantArg(4));
            return select(columns(price)).from(price);
          });

  private static final ScopedStatement COST =
      SharedService.statement(
          () -> {
            var price =
                PRICE_AT.call(Sql.uuidArg(1), Sql.textArg(2), Sql.textArg(3), Sql.instantArg(4));
            return select(
                    price.ID,
                    price.CURRENCY,
                    Routines.costOf(
                        price.INPUT_PRICE,
                        price.OUTPUT_PRICE,
                        price.CACHED_INPUT_PRICE,
                        Sql.longArg(5),
                        Sql.longArg(6),
                        Sql.longArg(7)))
                .from(price);
          });

  private static final ScopedStatement LIST =
      SharedService.statement(
          () -> {
            ModelPrices own = MODEL_PRICES.as("own");
            return select(columns(MODEL_PRICES))
                .from(MODEL_PRICES)
                .where(ofTenantOrPlatform())
                .and(inEffect(MODEL_PRICES, Sql.instantArg(2)))
                .and(
                    MODEL_PRICES
                        .TENANT_ID
                        .eq(Sql.uuidArg(1))
                        .or(
                            notExists(
                                selectOne()
                                    .from(own)
                                    .where(own.TENANT_ID.eq(Sql.uuidArg(1)))
                                    .and(own.PROVIDER_TYPE.eq(MODEL_PRICES.PROVIDER_TYPE))
                                    .and(own.MODEL_NAME.eq(MODEL_PRICES.MODEL_NAME))
                                    .and(inEffect(own, Sql.instantArg(2))))))
                .and(MODEL_PRICES.ID.gt(Sql.uuidArg(3)))
                .orderBy(MODEL_PRICES.ID)
                .limit(Sql.intArg(4));
          });

  private static final ScopedStatement HISTORY =
      SharedService.statement(
          () ->
              select(columns(MODEL_PRICES))
                  .from(MODEL_PRICES)
                  .where(ofTenantOrPlatform())
                  .and(MODEL_PRICES.PROVIDER_TYPE.eq(Sql.textArg(2)))
                  .and(MODEL_PRICES.MODEL_NAME.eq(Sql.textArg(3)))
                  .and(
                      row(MODEL_PRICES.EFFECTIVE_FROM, MODEL_PRICES.ID)
                          .lt(row(Sql.instantArg(4), Sql.uuidArg(5))))
                  .orderBy(MODEL_PRICES.EFFECTIVE_FROM.desc(), MODEL_PRICES.ID.desc())
                  .limit(Sql.intArg(6)));

  private final UUID tenantId;
  private final ScopedExecutor executor;

  PriceDao(UUID tenantId, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.executor = executor;
  }

  /**
   * Sets a price from an instant on, until the next one begins that is set already. The one in
   * effect then ends; one that was to begin at that very instant is replaced. Also of many who do
   * so at once no two prices overlap.
   *
   * @throws ConstraintException if a value is refused; if it were to begin in the past, at a time
   *     that had a price, with the constraint {@code model_prices_effective_from}
   */
  public Price set(NewPrice price) {
    return executor.one(
        SET,
        Price::read,
        tenantId,
        price.id(),
        price.model().providerType(),
        price.model().name(),
        price.currency(),
        price.input(),
        price.output(),
        price.cachedInput().orElse(null),
        price.from().orElse(null));
  }

  /**
   * Ends the price that is in effect at an instant, until the next one begins that is set already:
   * of a tenant's own, so that the one for everybody holds again. One that was to begin at that
   * very instant is taken back.
   *
   * @param from the first instant without it; null for now, by the database's clock
   * @return whether there was one
   * @throws ConstraintException if the instant is past, with the constraint {@code
   *     model_prices_effective_to}
   */
  public boolean end(PricedModel model, @Nullable Instant from) {
    return executor.one(END, Row::nextBoolean, tenantId, model.providerType(), model.name(), from);
  }

  /** The price of a model at an instant. */
  public Optional<Price> find(PricedModel model, Instant at) {
    return executor.find(FIND, Price::read, tenantId, model.providerType(), model.name(), at);
  }

  /** What tokens cost at an instant; empty if the model had no price then. */
  public Optional<Cost> cost(PricedModel model, Instant at, Tokens tokens) {
    return executor.find(
        COST,
        Cost::read,
        tenantId,
        model.providerType(),
        model.name(),
        at,
        tokens.input(),
        tokens.output(),
        tokens.cachedInput());
  }

  /** The prices in effect at an instant, one a model. */
  public Page<Price> list(Instant at, PageRequest page) {
    return Page.of(
        executor.list(LIST, Price::read, tenantId, at, Sql.oldestFirst(page).id(), Sql.limit(page)),
        page,
        price -> new Cursor(price.id()));
  }

  /** All prices of a model, its own and those for everybody, also to come; the latest first. */
  public Page<Price> history(PricedModel model, PageRequest page) {
    Cursor cursor = Sql.newestFirst(page);
    return Page.of(
        executor.list(
            HISTORY,
            Price::read,
            tenantId,
            model.providerType(),
            model.name(),
            cursor.time(),
            cursor.id(),
            Sql.limit(page)),
        page,
        price -> new Cursor(price.effectiveFrom(), price.id()));
  }
}
