package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.testing.Expect;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoutingDaoTest extends ProviderServiceTest {

  private static final ChannelRequest REQUEST = ChannelRequest.of("m");

  private final UUID tenant = Ids.next();
  private final ProviderSession user = providers.as(TestProviders.user(tenant));

  private ProviderSession fresh() {
    return providers.as(TestProviders.user(Ids.next()));
  }

  private Channel channelOf(ProviderSession session, String... models) {
    UUID of = ((Scope.TenantUser) session.scope()).tenantId();
    return providers.channel(of, providers.newChannel(models));
  }

  @Test
  void aSelectedChannelHasItsAddressAndTheProvidersNameOfTheModel() {
    Channel channel =
        providers.channel(
            tenant,
            NewChannel.of(
                "Claude",
                providers.system().types().get("anthropic").id(),
                TestProviders.KEY,
                Models.of("claude", "plain").mapped("claude", "claude-upstream")));
    Selection mapped = user.routing().select(ChannelRequest.of("claude"));
    assertThat(mapped.outcome()).isEqualTo(Selection.Outcome.SELECTED);
    assertThat(mapped.retryAt()).isEmpty();
    SelectedChannel selected = mapped.channel().orElseThrow();
    assertThat(selected.channelId()).isEqualTo(channel.id());
    assertThat(selected.type()).isEqualTo("anthropic");
    assertThat(selected.baseUrl()).contains("https://api.anthropic.com");
    assertThat(selected.apiFormat()).isEqualTo(ApiFormat.ANTHROPIC);
    assertThat(selected.model()).isEqualTo("claude-upstream");
    assertThat(selected.probe()).isFalse();
    assertThat(user.routing().select(ChannelRequest.of("plain")).channel().orElseThrow().model())
        .isEqualTo("plain");
    // a mapping alone makes no model supported
    assertThat(user.routing().select(ChannelRequest.of("claude-upstream")).outcome())
        .isEqualTo(Selection.Outcome.UNSUPPORTED);
  }

  @Test
  void aRequestThatNeedsNoQuotaPassesWhereTheQuotaIsUsedUp() {
    ProviderSession some = fresh();
    Channel channel = channelOf(some, "m");
    providers.set(channel, "quota = 10, used_quota = 8");
    assertOutcome(some, REQUEST, Selection.Outcome.SELECTED);
    assertOutcome(some, REQUEST.withAmount(2), Selection.Outcome.SELECTED);
    assertOutcome(some, REQUEST.withAmount(3), Selection.Outcome.EXHAUSTED);
    providers.set(channel, "quota = 10, used_quota = 10");
    assertOutcome(some, REQUEST, Selection.Outcome.EXHAUSTED);
    assertOutcome(some, REQUEST.withAmount(1), Selection.Outcome.EXHAUSTED);
    assertOutcome(some, REQUEST.withAmount(0), Selection.Outcome.SELECTED);
    providers
        .system()
        .budgets(channel.tenantId())
        .create(
            NewBudget.of(
                "tokens",
                LimitSubject.CHANNEL,
                channel.id(),
                LimitUnit.TOKENS,
                LimitPeriod.TOTAL,
                BigDecimal.valueOf(5)));
    ChannelRequest free = REQUEST.withAmount(0);
    assertOutcome(some, free.withEstimate(TokenCounts.of(3, 2)), Selection.Outcome.SELECTED);
    assertOutcome(some, free.withEstimate(TokenCounts.of(3, 3)), Selection.Outcome.EXHAUSTED);
    Expect.refused(
        "", "amount is -1; it is 0 or more", () -> some.routing().select(REQUEST.withAmount(-1)));
  }

  @Test
  void theOutcomeSaysWhyThereIsNoChannel() {
    ProviderSession some = fresh();
    assertOutcome(some, REQUEST, Selection.Outcome.UNSUPPORTED);
    Channel first = channelOf(some, "m");
    Channel second = channelOf(some, "m");
    assertOutcome(some, REQUEST, Selection.Outcome.SELECTED);
    assertOutcome(
        some, REQUEST.excluding(Set.of(first.id(), second.id())), Selection.Outcome.ALL_TRIED);
    providers.set(first, "status = 2");
    providers.set(second, "quota = 1, used_quota = 1");
    assertOutcome(some, REQUEST, Selection.Outcome.EXHAUSTED);
    providers.set(first, "status = 1");
    providers.fail(first);
    assertOutcome(some, REQUEST, Selection.Outcome.COOLING);
    assertThat(some.routing().select(REQUEST).retryAt())
        .isEqualTo(some.channels().get(first.id()).retryAt())
        .isPresent();
    providers.set(first, "status = 2");
    providers.set(second, "status = 2");
    assertOutcome(some, REQUEST, Selection.Outcome.UNSUPPORTED);
  }

  private static void assertOutcome(
      ProviderSession session, ChannelRequest request, Selection.Outcome outcome) {
    Selection selection = session.routing().select(request);
    assertThat(selection.outcome()).isEqualTo(outcome);
    assertThat(selection.channel().isPresent()).isEqualTo(outcome == Selection.Outcome.SELECTED);
  }

  @Test
  void aTokenRestrictsWhatCanBeSelected() {
    ProviderSession some = fresh();
    Channel first = channelOf(some, "m");
    Channel second = channelOf(some, "m", "n");
    TokenDao tokens = some.tokens();
    UUID id = tokens.issue(NewToken.of("t")).details().id();
    ChannelRequest request = REQUEST.withToken(id);
    assertOutcome(some, request, Selection.Outcome.SELECTED);
    TestProviders.edit(tokens, id, TestProviders.toChannels(second.id()));
    for (String key : List.of("a", "b", "c", "d")) {
      assertThat(some.routing().select(request.withKey(key)).channel().orElseThrow().channelId())
          .isEqualTo(second.id());
    }
    TestProviders.edit(tokens, id, TestProviders.toModels("n"));
    assertOutcome(some, request, Selection.Outcome.MODEL_NOT_ALLOWED);
    assertOutcome(some, ChannelRequest.of("n").withToken(id), Selection.Outcome.SELECTED);
    TestProviders.edit(tokens, id, TestProviders.toModels());
    assertOutcome(some, ChannelRequest.of("n").withToken(id), Selection.Outcome.MODEL_NOT_ALLOWED);
    TestProviders.edit(tokens, id, TestProviders::toAnyModel);
    TestProviders.edit(tokens, id, TestProviders.toChannels(first.id()));
    assertOutcome(some, ChannelRequest.of("n").withToken(id), Selection.Outcome.UNSUPPORTED);
    TestProviders.edit(tokens, id, TestProviders.withQuota(new Quota(0)));
    assertOutcome(some, request, Selection.Outcome.TOKEN_EXHAUSTED);
    TestProviders.edit(tokens, id, TestProviders.withQuota(Quota.UNLIMITED));
    assertOutcome(some, request, Selection.Outcome.SELECTED);
    TestProviders.edit(tokens, id, token -> token.withExpiresAt(Optional.of(Instant.EPOCH)));
    assertOutcome(some, request, Selection.Outcome.TOKEN_INVALID);
    TestProviders.edit(tokens, id, token -> token.withExpiresAt(Optional.empty()));
    tokens.disable(id);
    assertOutcome(some, request, Selection.Outcome.TOKEN_INVALID);
    tokens.enable(id);
    assertOutcome(some, request, Selection.Outcome.SELECTED);
    tokens.revoke(id);
    assertOutcome(some, request, Selection.Outcome.TOKEN_INVALID);
    assertOutcome(some, REQUEST.withToken(Ids.next()), Selection.Outcome.TOKEN_INVALID);
    UUID others = fresh().tokens().issue(NewToken.of("t")).details().id();
    assertOutcome(some, REQUEST.withToken(others), Selection.Outcome.TOKEN_INVALID);
  }

  @Test
  void aTokenWhoseLastChannelIsDeletedCanUseNone() {
    ProviderSession some = fresh();
    Channel allowed = channelOf(some, "m");
    channelOf(some, "m");
    UUID id =
        some.tokens().issue(NewToken.of("t").withChannels(Set.of(allowed.id()))).details().id();
    UUID of = allowed.tenantId();
    providers.system().channels(of).delete(allowed.id());
    assertThat(some.tokens().get(id).restrictions().channels()).contains(Set.of());
    assertOutcome(some, REQUEST.withToken(id), Selection.Outcome.UNSUPPORTED);
    assertOutcome(some, REQUEST, Selection.Outcome.SELECTED);
    TestProviders.edit(some.tokens(), id, TestProviders::toAnyChannel);
    assertOutcome(some, REQUEST.withToken(id), Selection.Outcome.SELECTED);
  }

  @Test
  void onlyUsersSelectChannels() {
    Expect.needsUser(() -> providers.system().routing());
    Expect.denied(() -> providers.system().routing(tenant).select(REQUEST));
  }
}
