package io.lyss.dao.internal;

import io.lyss.dao.Cost;
import io.lyss.dao.NewPrice;
import io.lyss.dao.Price;
import io.lyss.dao.PricedModel;
import java.util.function.Supplier;
import org.jooq.Table;

/** The statements on prices of models, for one of the databases that have them. */
public record PriceStatements(
    RowType<PricedModel> model,
    RowType<NewPrice> newPrice,
    ScopedStatement<Price> set,
    ScopedStatement<Price> update,
    ScopedStatement<Boolean> end,
    ScopedStatement<Price> get,
    ScopedStatement<Price> find,
    ScopedStatement<Cost> cost,
    ScopedStatement<Price> list,
    ScopedStatement<Price> history) {

  /** The generated functions on prices; a statement calls each anew. */
  public record Functions(
      Supplier<FunctionCall> setModelPrice,
      Supplier<FunctionCall> updateModelPrice,
      Supplier<FunctionCall> endModelPrice,
      Supplier<FunctionCall> priceAt,
      Supplier<FunctionCall> costOfUsage) {}

  /**
   * @param schema the schema that the generated code names
   * @param prices the table of prices
   * @param costs what {@code cost_of_usage} returns
   */
  public static PriceStatements of(
      String schema, Table<?> prices, Table<?> costs, Functions functions) {
    return new PriceQueries(schema, prices, costs, functions).all();
  }
}
