package io.lyss.schema.service;

import static io.lyss.schema.Violation.check;
import static io.lyss.schema.Violation.exclusion;

import io.lyss.schema.Violation;
import java.util.ArrayList;
import java.util.List;

/** What the tests need to know about prices, in the databases whose tenants have their own. */
public final class TenantPrices {

  private static final String RUNNING = "'00000000-0000-7000-8000-00000000d0d2'";

  public static final String PLATFORM_SEED =
      """
      insert into model_prices (
        tenant_id, id, provider_type, model, currency, unit_prices, effective_from
      ) values (
        platform_tenant_id(), '00000000-0000-7000-8000-00000000d0d0', 'openai', 'gpt', 'USD',
        '{"input": 2, "output": 4}', '2026-01-01T00:00:00Z'
      );
      insert into model_price_lists (tenant_id, provider_type, model, changed_at) values
        (platform_tenant_id(), 'openai', 'gpt', '2026-01-01T00:00:00Z');
      """;

  public static final String SEED =
      """
      insert into model_prices (
        tenant_id, id, provider_type, model, currency, unit_prices, effective_from, effective_to
      ) values
        ('${tenant}', '00000000-0000-7000-8000-00000000d0d1', 'openai', 'gpt', 'USD',
          '{"input": 1, "output": 2}', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'),
        ('${tenant}', '00000000-0000-7000-8000-00000000d0d2', 'openai', 'gpt', 'USD',
          '{"input": 1, "output": 2}', '2026-07-01T00:00:00Z', null);
      insert into model_price_lists (tenant_id, provider_type, model, changed_at) values
        ('${tenant}', 'openai', 'gpt', '2026-01-01T00:00:00Z');
      """;

  public static final String VISIBLE = "tenant_id in (:tenant, platform_tenant_id())";

  /** What a statement that breaks each constraint sets, by the constraint. */
  public static final List<List<String>> BROKEN =
      List.of(
          List.of("provider_type_check", "provider_type = ' openai'"),
          List.of("provider_type_check", "provider_type = ''"),
          List.of("model_check", "model = 'gpt '"),
          List.of("model_check", "model = ''"),
          List.of("currency_check", "currency = 'usd'"),
          List.of("currency_check", "currency = 'US'"),
          List.of("unit_prices_check", "unit_prices = '{}'"),
          List.of("unit_prices_check", "unit_prices = '[]'"),
          List.of("unit_prices_check", "unit_prices = '1'"),
          List.of("unit_prices_check", "unit_prices = 'null'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": -1}'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": \"1\"}'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": null}'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": {\"0\": 1}}'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": 0.000000001}'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": 1000000000.1}'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": 1, \"Output\": 1}'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": 1, \"output>5\": 1}'"),
          List.of("unit_prices_check", "unit_prices = '{\"input\": 1, \"input>05\": 1}'"),
          List.of("effective_from_effective_to_check", "effective_to = effective_from"),
          List.of("effective_from_effective_to_check", "effective_to = 'infinity'"),
          List.of("effective_from_effective_to_check", "effective_from = 'infinity'"));

  private TenantPrices() {}

  /** The violations of a database, and those of prices. */
  public static List<Violation> and(List<Violation> own) {
    List<Violation> all = new ArrayList<>(own);
    BROKEN.forEach(each -> all.add(check("model_prices_" + each.get(0), change(each.get(1)))));
    all.add(
        exclusion(
            "model_prices_tenant_id_provider_type_model_excl",
            change("effective_from = '2026-06-30T23:59:59.999999Z'")));
    return all;
  }

  private static String change(String assignment) {
    return "update model_prices set %s where tenant_id = '%s' and id = %s"
        .formatted(assignment, Persona.ACME, RUNNING);
  }
}
