package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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
    try (ThrowawayDatabase database = migrated(kind)) {
      database.execute(
          ("set search_path = %s; insert into model_prices"
                  + " (%sid, provider_type, model, currency, unit_prices, effective_from)"
                  + " select %sgen_random_uuid(), 'openai', 'm' || i, 'USD', '{\"input\": 1}',"
                  + " '2026-01-01' from generate_series(1, 300) as i; analyze")
              .formatted(kind.defaultSchema(), column, value));
      assertThat(scanned(database, kind, value)).containsExactly("idx_model_prices_model");
    }
  }

  /** On a connection of its own, which has scanned nothing before. */
  private static List<String> scanned(ThrowawayDatabase database, LyssDatabase kind, String tenant)
      throws SQLException {
    List<String> scanned = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set search_path = " + kind.defaultSchema());
      statement.execute(
          ("select cost_of_usage(%1$s'openai', 'm7', '{\"input\": 1}', '2026-02-01'),"
                  + " price_at(%1$s'openai', 'm7', '2026-02-01')")
              .formatted(tenant));
      ResultSet rows =
          statement.executeQuery(
              "select indexrelid::regclass::text from pg_index"
                  + " where indrelid = 'model_prices'::regclass"
                  + " and pg_stat_get_xact_numscans(indexrelid) > 0");
      while (rows.next()) {
        scanned.add(rows.getString(1));
      }
    }
    return scanned;
  }
}
