package io.lyss.dao.provider;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A provider database of a test class's own. */
final class TestProviders extends TestDatabase {

  private static final Pattern USED_QUOTA = Pattern.compile(",? ?used_quota = (\\d+)");

  static final Ciphertext KEY =
      Ciphertext.of("aes256gcm:k1:bm9uY2Vub25jZW5vbmNlY2lwaGVydGV4dHRhZ3RhZ3RhZw==");
  static final Ciphertext OTHER_KEY =
      Ciphertext.of("aes256gcm:k2:bm9uY2Vub25jZW5vbmNlY2lwaGVydGV4dHRhZ3RhZ3RhZw==");
  static final TokenPepper PEPPER =
      TokenPepper.of("a pepper that is known to tests only".getBytes(StandardCharsets.US_ASCII));

  private final long openai = system().types().get("openai").id();

  TestProviders() {
    super(LyssDatabase.PROVIDER);
  }

  ProviderService service() {
    return ProviderService.over(pool()).tokenPepper(PEPPER);
  }

  ProviderSession system() {
    return service().asSystem("test");
  }

  ProviderSession as(Scope.TenantUser scope) {
    return service().asUser(scope);
  }

  static Scope.TenantUser user(UUID tenantId, UUID... groups) {
    return new Scope.TenantUser(tenantId, Ids.next(), Set.of(groups), TenantRole.END_USER);
  }

  static Scope.TenantUser admin(UUID tenantId, UUID... groups) {
    return new Scope.TenantUser(tenantId, Ids.next(), Set.of(groups), TenantRole.TENANT_ADMIN);
  }

  long openai() {
    return openai;
  }

  /** A channel to be created. */
  NewChannel newChannel(String... models) {
    return NewChannel.of(name("Channel "), openai, KEY, Models.of(models));
  }

  /** An enabled channel of the whole tenant. */
  Channel channel(UUID tenantId, NewChannel channel) {
    return system().channels(tenantId).createForTenant(channel);
  }

  /** An enabled channel of the user's own. */
  Channel personal(Scope.TenantUser user, NewChannel channel) {
    return as(user).channels().createPersonal(user.userId(), channel);
  }

  /** Changes a token as it is now. */
  static UserToken edit(TokenDao tokens, UUID id, UnaryOperator<UserToken> change) {
    return tokens.update(change.apply(tokens.get(id)));
  }

  /** The same for these models only. */
  static UnaryOperator<UserToken> toModels(String... models) {
    return token -> token.withRestrictions(token.restrictions().toModels(Set.of(models)));
  }

  /** The same for any model. */
  static UserToken toAnyModel(UserToken token) {
    return token.withRestrictions(token.restrictions().toAnyModel());
  }

  /** The same for these channels only. */
  static UnaryOperator<UserToken> toChannels(UUID... channels) {
    return token -> token.withRestrictions(token.restrictions().toChannels(Set.of(channels)));
  }

  /** The same for any channel. */
  static UserToken toAnyChannel(UserToken token) {
    return token.withRestrictions(token.restrictions().toAnyChannel());
  }

  /** The same with another quota. */
  static UnaryOperator<UserToken> withQuota(Quota quota) {
    return token -> token.withLimits(new Limits(quota, token.limits().rateLimit()));
  }

  /** Changes a channel as a superuser; used_quota is what its counter says was used. */
  void set(Channel channel, String assignments) {
    Matcher used = USED_QUOTA.matcher(assignments);
    String columns = used.replaceAll("");
    used.reset();
    if (used.find()) {
      database()
          .execute(
              """
              insert into lyss_provider.quota_counters as c
                (tenant_id, limit_id, holder_id, measure, slot, period_start, used)
              values ('%s', '%2$s', '%2$s', 'quota', 0, '-infinity', %3$s)
              on conflict (tenant_id, limit_id, holder_id, measure, slot) do update
              set used = excluded.used, dealt = null, room = 0
              """
                  .formatted(channel.tenantId(), channel.id(), used.group(1)));
    }
    if (!columns.isBlank()) {
      database()
          .execute(
              "update lyss_provider.provider_channels set %s where id = '%s'"
                  .formatted(columns, channel.id()));
    }
  }

  /** The attempt of a request that would be sent through a channel now. */
  Attempt attempt(UUID channelId, String model) {
    return new Attempt(channelId, model, epoch(channelId, ""), epoch(channelId, model));
  }

  private long epoch(UUID channelId, String model) {
    return Long.parseLong(
        query(
                "select coalesce(max(epoch), 0) from lyss_provider.channel_health where channel_id = '%s' and model = '%s'"
                    .formatted(channelId, model))
            .get(0));
  }

  /** Lets a channel fail as a whole. */
  void fail(Channel channel) {
    system()
        .routing(channel.tenantId())
        .reportFailure(attempt(channel.id(), "m"), ChannelFailure.ofChannel());
  }

  /** The types of the events that wait under a key. */
  List<String> events(String key) {
    return query(
        "select type from lyss_provider.outbox_events where key = '%s' order by position"
            .formatted(key));
  }
}
