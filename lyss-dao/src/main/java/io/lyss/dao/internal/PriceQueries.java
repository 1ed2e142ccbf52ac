package io.lyss.dao.internal;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.with;

import io.lyss.dao.Cost;
import io.lyss.dao.NewPrice;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SelectConditionStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Writes the statements on prices. Where tenants have prices of their own, the table has a {@code
 * tenant_id}, and statements take one.
 */
final class PriceQueries {

  private static final UUID EVERYBODY = new UUID(0, 0);
  private static final Field<Instant> AT = Sql.arg("at", SQLDataType.INSTANT);

  private final String schema;
  private final Table<?> prices;
  private final Table<?> costs;
  private final PriceStatements.Functions functions;
  private final RowType<PricedModel> model;
  private final RowType<NewPrice> newPrice;
  private final RowType<Price> row;

  PriceQueries(
      String schema, Table<?> prices, Table<?> costs, PriceStatements.Functions functions) {
    this.schema = schema;
    this.prices = prices;
    this.costs = costs;
    this.functions = functions;
    model =
        RowType.builder(PricedModel.class, prices)
            .column("name", column(prices, "model", String.class))
            .build();
    newPrice =
        RowType.builder(NewPrice.class, prices).row("model", model).column("from", from()).build();
    RowTypeBuilder<Price> price = RowType.builder(Price.class, prices).row("model", model);
    row =
        hasTenants()
            ? price.build()
            : price.expression("tenantId", table -> inline(EVERYBODY)).build();
  }

  PriceStatements all() {
    return new PriceStatements(
        model, newPrice, set(), update(), end(), get(), find(), cost(), list(), history());
  }

  private ScopedStatement<Price> set() {
    return ofPrices(
        () -> functions.setModelPrice().get().passing("from", Sql.arg(from())).rows(row));
  }

  private ScopedStatement<Price> update() {
    return ofPrices(() -> functions.updateModelPrice().get().rows(row));
  }

  private ScopedStatement<Boolean> end() {
    return new ScopedStatement<>(
        schema, RowType.value(Boolean.class), () -> functions.endModelPrice().get().value());
  }

  private ScopedStatement<Price> get() {
    return ofPrices(
        () -> select(row.columns()).from(prices).where(ofTenantOrEverybody()).and(Sql.is(id())));
  }

  private ScopedStatement<Price> find() {
    return ofPrices(() -> functions.priceAt().get().rows(row));
  }

  // nothing for usage of which a part has no price, whose cost is null
  private ScopedStatement<Cost> cost() {
    Field<BigDecimal> amount = column(costs, "cost", BigDecimal.class);
    RowType<Cost> cost = RowType.builder(Cost.class, costs).column("amount", amount).build();
    return new ScopedStatement<>(
        schema,
        cost,
        () -> {
          Table<?> answer = functions.costOfUsage().get().table();
          return select(cost.columns(answer))
              .from(answer)
              .where(Sql.in(answer, amount).isNotNull());
        });
  }

  // a tenant's own before those for everybody
  private ScopedStatement<Price> list() {
    return ofPrices(
        () -> {
          if (!hasTenants()) {
            return afterId(select(row.columns()).from(prices).where(inEffect(prices)), prices);
          }
          // each of one tenant, so that Citus asks one node for it
          CommonTableExpression<?> own = ofOne("own", Sql.is(tenant(prices)));
          CommonTableExpression<?> everybodys =
              ofOne("everybodys", tenant(prices).eq(inline(EVERYBODY)));
          Table<?> both =
              select(own.fields())
                  .from(own)
                  .unionAll(
                      select(everybodys.fields())
                          .from(everybodys)
                          .where(isIn(own, everybodys).not()))
                  .asTable("prices");
          return afterId(
              with(own, everybodys).select(row.columns(both)).from(both).where(noCondition()),
              both);
        });
  }

  private Query afterId(SelectConditionStep<?> select, Table<?> from) {
    Field<UUID> id = Sql.in(from, id());
    return select.and(id.gt(Sql.afterId())).orderBy(id).limit(Sql.limit());
  }

  private CommonTableExpression<?> ofOne(String name, Condition tenant) {
    return DSL.name(name)
        .asMaterialized(select(prices.fields()).from(prices).where(tenant).and(inEffect(prices)));
  }

  private Condition isIn(Table<?> own, Table<?> others) {
    return Sql.exists(
        selectOne()
            .from(own)
            .where(same(own, others, "provider_type"))
            .and(same(own, others, "model")));
  }

  private ScopedStatement<Price> history() {
    return ofPrices(
        () ->
            select(row.columns())
                .from(prices)
                .where(ofTenantOrEverybody())
                .and(Sql.is(column(prices, "provider_type", String.class)))
                .and(Sql.is(column(prices, "model", String.class)))
                .and(DSL.row(from(), id()).lt(DSL.row(Sql.afterTime(), Sql.afterId())))
                .orderBy(from().desc(), id().desc())
                .limit(Sql.limit()));
  }

  private Condition ofTenantOrEverybody() {
    return hasTenants()
        ? Sql.isEither(tenant(prices), Sql.arg(tenant(prices)), inline(EVERYBODY))
        : noCondition();
  }

  private static Condition inEffect(Table<?> prices) {
    Field<Instant> to = column(prices, "effective_to", Instant.class);
    return column(prices, "effective_from", Instant.class).le(AT).and(to.isNull().or(to.gt(AT)));
  }

  private static Condition same(Table<?> one, Table<?> other, String name) {
    return column(one, name, String.class).eq(column(other, name, String.class));
  }

  private ScopedStatement<Price> ofPrices(Supplier<Query> query) {
    return new ScopedStatement<>(schema, row, query);
  }

  private boolean hasTenants() {
    return prices.field("tenant_id") != null;
  }

  private static Field<UUID> tenant(Table<?> prices) {
    return column(prices, "tenant_id", UUID.class);
  }

  private Field<UUID> id() {
    return column(prices, "id", UUID.class);
  }

  private Field<Instant> from() {
    return column(prices, "effective_from", Instant.class);
  }

  @SuppressWarnings("unchecked") // the column is of that type
  private static <T> Field<T> column(Table<?> table, String name, Class<T> type) {
    Field<?> column = Objects.requireNonNull(table.field(name), name);
    if (column.getType() != type) {
      throw new IllegalStateException(name + " is of " + column.getType());
    }
    return (Field<T>) column;
  }
}
