package io.lyss.schema.provider;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.service.PolicyCase;
import io.lyss.schema.service.Subject;
import io.lyss.schema.service.TenantPrices;
import io.lyss.schema.service.Violation;
import java.util.List;
import java.util.Map;

/** The provider database, with the same channels, tokens and usage in two tenants. */
public final class ProviderSubject implements Subject {

  private static final String SEED =
      """
      insert into provider_channels
        (tenant_id, id, name, type, key, config_scope, owner_id, group_id, models)
      select '${tenant}', c.id::uuid, c.name, t.id, 'test:' || repeat('A', 40), c.config_scope,
        c.owner_id::uuid, c.group_id::uuid, '["m"]'
      from provider_types as t, (values
        ('00000000-0000-7000-8000-0000000000c1', 'of all', 'tenant', null, null),
        ('00000000-0000-7000-8000-0000000000c2', 'of readers', 'group', null,
          '00000000-0000-7000-8000-0000000000b1'),
        ('00000000-0000-7000-8000-0000000000c3', 'of writers', 'group', null,
          '00000000-0000-7000-8000-0000000000b2'),
        ('00000000-0000-7000-8000-0000000000c4', 'of Ann', 'personal',
          '00000000-0000-7000-8000-0000000000a2', null),
        ('00000000-0000-7000-8000-0000000000c5', 'of Bob', 'personal',
          '00000000-0000-7000-8000-0000000000a3', null)
      ) as c (id, name, config_scope, owner_id, group_id)
      where t.name = 'openai';

      insert into user_tokens
        (tenant_id, id, user_id, name, key_hash, key_prefix, restricted_to_channels, status, revoked_at)
      values
        ('${tenant}', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000a2',
          'Ann''s', repeat('1', 64), 'aaaaaa', true, 1, null),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d2', '00000000-0000-7000-8000-0000000000a2',
          'revoked', repeat('2', 64), 'bbbbbb', false, 2, current_timestamp),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d3', '00000000-0000-7000-8000-0000000000a3',
          'Bob''s', repeat('3', 64), 'cccccc', false, 1, null);

      insert into user_token_channels (tenant_id, token_id, channel_id, user_id) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000c1',
          '00000000-0000-7000-8000-0000000000a2');

      insert into quota_reservations
        (tenant_id, id, user_id, channel_id, model, amount, state, settled_amount, expires_at)
      values
        ('${tenant}', '00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-0000000000a2',
          '00000000-0000-7000-8000-0000000000c1', 'm', 1, 'reserved', null, '2999-01-01 00:00:00+00'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000f2', '00000000-0000-7000-8000-0000000000a3',
          '00000000-0000-7000-8000-0000000000c1', 'm', 1, 'settled', 2, '2999-01-01 00:00:00+00');

      insert into usage_records
        (tenant_id, id, user_id, channel_id, model, prompt_tokens, completion_tokens, amount, cost,
          reservation_id)
      select tenant_id, id, user_id, channel_id, model, 1, 1, 2, 0.5, id from quota_reservations
      where tenant_id = '${tenant}';
      """;

  private static final String CHANNELS =
      """
      tenant_id = :tenant and (
        config_scope = 'tenant'
        or config_scope = 'group' and (group_id = any (:groups) or :admin)
        or config_scope = 'personal' and owner_id = :user
      )
      """;

  private static final String OWN = "tenant_id = :tenant and (user_id = :user or :admin)";

  @Override
  public LyssDatabase database() {
    return LyssDatabase.PROVIDER;
  }

  @Override
  public String platformSeed() {
    return TenantPrices.PLATFORM_SEED;
  }

  @Override
  public String seed() {
    return SEED + TenantPrices.SEED;
  }

  @Override
  public Map<String, String> visible() {
    return Map.of(
        "provider_types", "true",
        "provider_channels", CHANNELS,
        "channel_states", CHANNELS,
        "user_tokens", OWN,
        "user_token_details", OWN,
        "user_token_channels", OWN,
        "quota_reservations", OWN,
        "usage_records", OWN,
        "model_prices", TenantPrices.VISIBLE,
        "model_price_lists", TenantPrices.VISIBLE);
  }

  @Override
  public List<PolicyCase> policies() {
    return ProviderPolicies.CASES;
  }

  @Override
  public List<Violation> violations() {
    return TenantPrices.and(ProviderViolations.ALL);
  }

  @Override
  public List<String> nullable() {
    return List.of(
        "provider_types.base_url",
        "provider_channels.owner_id",
        "provider_channels.group_id",
        "provider_channels.retry_at",
        "provider_channels.probe_until",
        "user_tokens.previous_key_hash",
        "user_tokens.previous_key_expires_at",
        "user_tokens.allowed_models",
        "user_tokens.expires_at",
        "user_tokens.revoked_at",
        "user_tokens.last_used_at",
        "quota_reservations.token_id",
        "quota_reservations.settled_amount",
        "model_prices.effective_to",
        "usage_records.token_id");
  }

  @Override
  public String toString() {
    return "provider";
  }
}
