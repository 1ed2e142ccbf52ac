package io.lyss.schema.provider;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.PolicyCase;
import io.lyss.schema.Violation;
import io.lyss.schema.service.FollowingSubject;
import io.lyss.schema.service.Persona;
import io.lyss.schema.service.TenantPrices;
import io.lyss.schema.service.ToldChanges;
import java.util.List;
import java.util.Map;

/** The provider database, with the same channels, tokens and usage in two tenants. */
public final class ProviderSubject implements FollowingSubject {

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

      insert into channel_health
        (tenant_id, channel_id, model, config_scope, owner_id, group_id, failures, retry_at, probe_until)
      select c.tenant_id, c.id, h.model, c.config_scope, c.owner_id, c.group_id, h.failures,
        case when h.failures > 0 then timestamptz '2999-01-01 00:00:00+00' end, null
      from provider_channels as c, (values ('', 0), ('m', 1)) as h (model, failures)
      where c.tenant_id = '${tenant}';

      insert into user_tokens
        (tenant_id, id, user_id, name, key_hash, pepper_id, key_prefix, restricted_to_channels, status,
          revoked_at)
      values
        ('${tenant}', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000a2',
          'Ann''s', repeat('1', 64), '0123abcd', 'aaaaaa', true, 1, null),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d2', '00000000-0000-7000-8000-0000000000a2',
          'revoked', repeat('2', 64), '0123abcd', 'bbbbbb', false, 2, current_timestamp),
        ('${tenant}', '00000000-0000-7000-8000-0000000000d3', '00000000-0000-7000-8000-0000000000a3',
          'Bob''s', repeat('3', 64), '0123abcd', 'cccccc', false, 1, null);

      insert into user_token_channels (tenant_id, token_id, channel_id, user_id) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000c1',
          '00000000-0000-7000-8000-0000000000a2');

      insert into quota_reservations
        (tenant_id, id, user_id, channel_id, provider_type, model, amount, lines, state, settled_amount, expires_at,
          created_at)
      values
        ('${tenant}', '00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-0000000000a2',
          '00000000-0000-7000-8000-0000000000c1', 'openai', 'm', 1, '{}', 'reserved', null,
          '2999-01-01 00:00:00+00', '2998-12-31 12:00:00+00'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000f2', '00000000-0000-7000-8000-0000000000a3',
          '00000000-0000-7000-8000-0000000000c1', 'openai', 'm', 1, '{}', 'settled', 2,
          '2999-01-01 00:00:00+00', '2998-12-31 12:00:00+00');

      insert into known_users (tenant_id, user_id, status, changed_at)
      values
        ('${tenant}', '00000000-0000-7000-8000-0000000000a2', 'active', current_timestamp),
        ('${tenant}', '00000000-0000-7000-8000-0000000000a3', 'active', current_timestamp);

      insert into tenant_settings (tenant_id, max_api_calls, changed_at, limit_changed_at)
      values ('${tenant}', 1000, current_timestamp, current_timestamp);

      insert into budgets
        (tenant_id, id, name, set_by, subject, group_id, user_id, token_id, channel_id, unit, period,
          hard_limit)
      select '${tenant}', b.id::uuid, b.name, b.set_by, b.subject, b.group_id::uuid, b.user_id::uuid,
        b.token_id::uuid, b.channel_id::uuid, 'amount', 'month', 100
      from (values
        ('00000000-0000-7000-8000-0000000000e1', 'of all', 'platform', 'tenant', null, null, null,
          null),
        ('00000000-0000-7000-8000-0000000000e2', 'of each', 'tenant', 'user', null, null, null, null),
        ('00000000-0000-7000-8000-0000000000e3', 'of readers', 'tenant', 'group',
          '00000000-0000-7000-8000-0000000000b1', null, null, null),
        ('00000000-0000-7000-8000-0000000000e4', 'of Bob', 'tenant', 'user', null,
          '00000000-0000-7000-8000-0000000000a3', null, null),
        ('00000000-0000-7000-8000-0000000000e5', 'of Ann''s token', 'user', 'token', null,
          '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000d1', null),
        ('00000000-0000-7000-8000-0000000000e6', 'of a channel', 'tenant', 'channel', null, null, null,
          '00000000-0000-7000-8000-0000000000c1')
      ) as b (id, name, set_by, subject, group_id, user_id, token_id, channel_id);

      insert into quota_counters
        (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start)
      select '${tenant}', b.id, coalesce(b.subject_id, b.id), 'budget', 0, b.user_id, b.group_id,
        '-infinity'
      from budgets as b
      where b.tenant_id = '${tenant}';

      insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
      select tenant_id, id, 'reserve', user_id, lines, created_at from quota_reservations
      where tenant_id = '${tenant}';

      insert into usage_records
        (tenant_id, id, user_id, channel_id, model, prompt_tokens, completion_tokens, amount, currency,
          cost, reservation_id, recorded_at, stamp)
      select tenant_id, id, user_id, channel_id, model, 1, 1, 2, 'USD', case state when 'settled' then 0.5 end, id,
        uuid_time(id), usage_stamp()
      from quota_reservations
      where tenant_id = '${tenant}';

      insert into usage_adjustments
        (tenant_id, usage_id, number, usage_recorded_at, user_id, requests, cost, reason, stamp)
      select tenant_id, id, 1, recorded_at, user_id, 0, 1, 'seed', stamp from usage_records
      where tenant_id = '${tenant}' and id = '00000000-0000-7000-8000-0000000000f2';

      insert into usage_quarter_hours
        (tenant_id, quarter_hour, user_id, channel_id, model, outcome, requests, unpriced,
          prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed,
          time_to_first_token_ms)
      select tenant_id, recorded_at, user_id, channel_id, model, outcome, 1, 1, 1, 1, 2, 0, 0, 0, 0, 0
      from usage_records where tenant_id = '${tenant}';

      insert into usage_days
      select tenant_id, quarter_hour::date, user_id, token_id, channel_id, group_id, provider_type,
        model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost,
        timed, duration_ms, streamed, time_to_first_token_ms
      from usage_quarter_hours where tenant_id = '${tenant}';

      insert into usage_totals
        (tenant_id, day, channel_id, model, outcome, requests, unpriced, prompt_tokens,
          completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms)
      select tenant_id, day, channel_id, model, outcome, 2, 2, 2, 2, 4, 0, 0, 0, 0, 0
      from usage_days where tenant_id = '${tenant}' limit 1;

      insert into usage_local_days (tenant_id, starts_at, ends_at)
      select tenant_id, day - interval '2 hours', day + interval '22 hours' from usage_totals
      where tenant_id = '${tenant}';

      insert into usage_tenant_watermarks (tenant_id, next_stamp, open_stamps) values ('${tenant}', 1, '{}');

      insert into usage_local_totals
        (tenant_id, starts_at, ends_at, channel_id, model, outcome, requests, unpriced, prompt_tokens,
          completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms)
      select tenant_id, day - interval '2 hours', day + interval '22 hours', channel_id, model, outcome, 2, 2, 2, 2,
        4, 0, 0, 0, 0, 0
      from usage_totals where tenant_id = '${tenant}';
      """;

  private static final String CHANNELS =
      """
      tenant_id = :tenant and (
        config_scope = 'tenant'
        or config_scope = 'group' and (group_id = any (:groups) or :admin)
        or config_scope = 'personal' and owner_id = :user
      )
      """;

  private static final String BINDING =
      """
      tenant_id = :tenant and (
        user_id is null and group_id is null or user_id = :user or group_id = any (:groups) or :admin
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
    return FollowingSubject.and(
        Map.ofEntries(
            Map.entry("provider_types", "true"),
            Map.entry("provider_channels", CHANNELS),
            Map.entry("channel_states", CHANNELS),
            Map.entry("channel_health", CHANNELS),
            Map.entry("user_tokens", OWN),
            Map.entry("user_token_details", OWN),
            Map.entry("user_token_channels", OWN),
            Map.entry("quota_reservations", OWN),
            Map.entry("tenant_settings", "tenant_id = :tenant"),
            Map.entry("budgets", BINDING),
            Map.entry("quota_counters", BINDING),
            Map.entry("quota_entries", OWN),
            Map.entry("usage_records", OWN),
            Map.entry("unpriced_usage", OWN),
            Map.entry("usage_adjustments", OWN),
            Map.entry("usage_facts", OWN),
            Map.entry("usage_quarter_hours", OWN),
            Map.entry("usage_days", OWN),
            Map.entry("usage_totals", "tenant_id = :tenant and :admin"),
            Map.entry("usage_local_days", "tenant_id = :tenant and :admin"),
            Map.entry("usage_local_totals", "tenant_id = :tenant and :admin"),
            Map.entry("usage_tenant_watermarks", "tenant_id = :tenant"),
            Map.entry("model_prices", TenantPrices.VISIBLE),
            Map.entry("model_price_lists", TenantPrices.VISIBLE)));
  }

  @Override
  public List<PolicyCase<Persona>> policies() {
    return ProviderPolicies.CASES;
  }

  @Override
  public List<Violation> violations() {
    return ToldChanges.and(TenantPrices.and(ProviderViolations.ALL));
  }

  @Override
  public List<String> unexplainedNulls() {
    return List.of(
        "provider_channels.owner_id",
        "provider_channels.group_id",
        "channel_health.owner_id",
        "channel_health.group_id",
        "user_tokens.previous_key_expires_at",
        "user_tokens.last_used_at",
        "budgets.currency",
        "quota_entries.reason",
        "quota_reservations.settled_amount",
        "usage_adjustments.price_id");
  }

  @Override
  public String toString() {
    return "provider";
  }
}
