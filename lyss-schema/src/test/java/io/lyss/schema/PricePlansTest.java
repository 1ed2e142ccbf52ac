package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each settled request looks for a price: through the index that is in order, and no other. */
class PricePlansTest {

  @ParameterizedTest
  @CsvSource({
    "PLATFORM, ''",
    "PROVIDER, platform_tenant_id()",
    "SHARED, platform_tenant_id()",
  })
  void aPriceIsFoundThroughTheIndexInOrder(LyssDatabase kind, String tenant) throws SQLException {
    String column = tenant.isEmpty() ? "" : "tenant_id, ";
    String value = tenant.isEmpty() ? "" : tenant + ", ";
    try (ThrowawayDatabase database = migrated(kind);
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set search_path = " + kind.defaultSchema());
      statement.execute(
          "insert into model_prices ("
              + column
              + "id, provider_type, model, currency, unit_prices,"
              + " effective_from) select "
              + value
              + "gen_random_uuid(), 'openai', 'm' || i, 'USD', '{\"input\": 1}', '2026-01-01'"
              + " from generate_series(1, 300) as i");
      statement.execute("analyze");
      connection.setAutoCommit(false);
      statement.execute(
          "select cost_of_usage("
              + value
              + "'openai', 'm7', '{\"input\": 1}', '2026-02-01'),"
              + " price_at("
              + value
              + "'openai', 'm7', '2026-02-01')");
      try (ResultSet rows =
          statement.executeQuery(
              "select indexrelid::regclass::text, pg_stat_get_xact_numscans(indexrelid)"
                  + " from pg_index where indrelid = 'model_prices'::regclass")) {
        while (rows.next()) {
          boolean inOrder = rows.getString(1).equals("idx_model_prices_model");
          assertThat(rows.getLong(2) > 0).as(rows.getString(1)).isEqualTo(inOrder);
        }
      }
    }
  }
}
