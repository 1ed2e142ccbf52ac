package io.lyss.dao.session;

import io.lyss.dao.Cost;
import io.lyss.dao.Cursor;
import io.lyss.dao.NewPrice;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.PriceStatements;
import io.lyss.dao.internal.ScopedExecutor;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The prices of models, with the same calls in each database that has them. A model has one price
 * at a time. A price that was in effect is never changed, because costs were computed with it.
 */
public abstract class Prices {

  private final PriceStatements statements;
  private final ScopedExecutor executor;

  /** For LYSS's own DAOs. */
  protected Prices(PriceStatements statements, ScopedExecutor executor) {
    this.statements = statements;
    this.executor = executor;
  }

  /**
   * Sets a price from an instant on, until the next planned one begins. The price in effect at that
   * instant ends there; a price planned for exactly that instant is replaced. Prices never overlap,
   * even if several are set at once. Idempotent by the id.
   *
   * @throws ConflictException if the id is that of another price
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     model_prices_effective_from} if it would begin at a past instant that had a price
   * @throws ScopeDeniedException if this scope may not set prices
   */
  public final Price set(NewPrice price) {
    return executor.call("PriceDao.set", statements.set()).with(statements.newPrice(), price).one();
  }

  /**
   * Changes the currency and unit prices of a price that is not in effect yet. The given price is
   * the stored one as it was read, with the edits.
   *
   * @return the price as it is now
   * @throws ConflictException if it was changed since it was read
   * @throws NotFoundException if there is no such price; a tenant does not have the platform's
   *     prices
   * @throws ConstraintException if a value is refused; with the constraint {@code
   *     model_prices_effective_from} if the price is in effect already
   * @throws ScopeDeniedException if this scope may not set prices
   */
  public final Price update(Price edited) {
    return Edited.orRefuse(
        executor
            .call("PriceDao.update", statements.update())
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("currency", edited.currency())
            .with("unit_prices", edited.unitPrices())
            .find(),
        edited.updatedAt(),
        () -> byId(edited.id()),
        Price::updatedAt,
        "price",
        edited.id());
  }

  /**
   * Ends the price that is in effect at an instant. After a tenant's own price, the platform's is
   * in effect again until the next planned one begins. A price planned for exactly that instant is
   * removed.
   *
   * @param from the first instant without it; null for now, by the database's clock
   * @return whether there was such a price
   * @throws ConstraintException with the constraint {@code model_prices_effective_to} if the
   *     instant is in the past
   * @throws ScopeDeniedException if this scope may not set prices
   */
  public final boolean end(PricedModel model, @Nullable Instant from) {
    return executor
        .call("PriceDao.end", statements.end())
        .with(statements.model(), model)
        .with("from", from)
        .one();
  }

  private Optional<Price> byId(UUID id) {
    return executor.read("PriceDao.get", statements.get()).with("id", id).find();
  }

  /**
   * A price by its id, such as that of a cost.
   *
   * @throws NotFoundException if there is none, or it is another tenant's
   */
  public final Price get(UUID id) {
    return byId(id).orElseThrow(() -> new NotFoundException("price", id));
  }

  /** The price of a model at an instant. */
  public final Optional<Price> find(PricedModel model, Instant at) {
    return executor
        .read("PriceDao.find", statements.find())
        .with(statements.model(), model)
        .with("at", at)
        .find();
  }

  /**
   * What tokens cost at an instant; empty if the model had no price then, or none for one of the
   * kinds.
   *
   * @throws ConstraintException with the constraint {@code cost_of_counts} if the counts are
   *     refused
   */
  public final Optional<Cost> cost(PricedModel model, Instant at, TokenCounts counts) {
    return executor
        .read("PriceDao.cost", statements.cost())
        .with(statements.model(), model)
        .with("at", at)
        .with("counts", counts)
        .find();
  }

  /** The prices in effect at an instant, one a model. */
  public final Page<Price> list(Instant at, PageRequest page) {
    return executor
        .read("PriceDao.list", statements.list())
        .with("at", at)
        .oldestFirst(page, price -> new Cursor(price.id()));
  }

  /**
   * All prices of a model, the tenant's and the platform's, with planned ones; the latest first.
   */
  public final Page<Price> history(PricedModel model, PageRequest page) {
    return executor
        .read("PriceDao.history", statements.history())
        .with(statements.model(), model)
        .newestFirst(page, price -> new Cursor(price.effectiveFrom(), price.id()));
  }
}
