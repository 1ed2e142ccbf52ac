package io.lyss.dao.provider;

import io.lyss.dao.Json;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Repricing;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.session.Prices;
import io.lyss.dao.testing.Replicated;
import io.lyss.dao.testing.Signed;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.PricedWorld;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** A user with channels, tokens and usage of their own, and a tenant that has channels, too. */
final class ProviderWorld extends ServiceWorld<ProviderSession> implements PricedWorld {

  static final ChannelRequest REQUEST = ChannelRequest.of("m");

  private final String schema;

  ProviderWorld(DataSource pool, String schema, Caller caller) {
    super(pool, caller);
    this.schema = schema;
  }

  @Override
  protected ProviderService service(DataSource over) {
    return Signed.by(
            over,
            Replicated.over(over, ProviderService::over, ProviderService::over),
            ProviderService::signer)
        .schema(schema)
        .tokenPepper(TestProviders.PEPPER);
  }

  private ProviderSession owner() {
    return isSystem() ? as(Caller.USER) : me();
  }

  private ProviderSession system() {
    return as(Caller.SYSTEM);
  }

  UUID group() {
    return scope(Caller.USER).groupIds().iterator().next();
  }

  NewProviderType typeToBe() {
    return new NewProviderType(
        name("type-"), "A type", Optional.empty(), Set.of(), ApiFormat.OPENAI);
  }

  String type() {
    return system().types().create(typeToBe()).name();
  }

  String inactiveType() {
    return system().types().deactivate(type()).name();
  }

  ProviderType editedType() {
    return system().types().create(typeToBe()).withDisplayName("Changed");
  }

  NewChannel channelToBe() {
    long openai = system().types().get("openai").id();
    return NewChannel.of(name("Channel "), openai, TestProviders.KEY, Models.of("m"));
  }

  /** A channel of the user's own. */
  UUID channel() {
    return owner().channels().createPersonal(user(), channelToBe()).id();
  }

  Channel editedChannel() {
    return owner().channels().get(channel()).withShare(new NewChannel.Share(3, 100));
  }

  UUID limitedChannel() {
    return owner()
        .channels()
        .createPersonal(user(), channelToBe().withLimits(new Quota(100), 100))
        .id();
  }

  UUID disabledChannel() {
    return owner().channels().disable(channel()).id();
  }

  /** A channel of the whole tenant. */
  UUID tenantChannel() {
    return system().channels(tenant()).createForTenant(channelToBe()).id();
  }

  /** A group that has a channel. */
  UUID groupWithChannel() {
    system().channels(tenant()).createForGroup(group(), channelToBe());
    return group();
  }

  /** A request with a token, which one channel serves. */
  ChannelRequest request() {
    if (owner().channels().listUsable("m", PageRequest.first(1)).items().isEmpty()) {
      channel();
    }
    return REQUEST.withToken(token());
  }

  /** A request that is under way through a channel without failures. */
  Attempt attempt() {
    return new Attempt(channel(), "m", 0, 0);
  }

  static Attempt ofNoChannel(Attempt known) {
    return new Attempt(UUID.randomUUID(), known.model(), known.channelEpoch(), known.modelEpoch());
  }

  NewReservation reservationToBe() {
    return NewReservation.of(REQUEST, channel(), 1);
  }

  UUID reservation() {
    NewReservation reservation = reservationToBe();
    owner().quota().reserve(reservation);
    return reservation.id();
  }

  static Consumption consumption() {
    return Consumption.ofTokens(1, 1, "USD", BigDecimal.ONE);
  }

  NewUsage usageToBe() {
    return NewUsage.of(user(), channel(), "m", TokenCounts.of(1, 1))
        .withCost("USD", BigDecimal.ONE);
  }

  /** All usage, by channel. */
  UsageQuery query() {
    return UsageQuery.of(UsageWindow.of(Instant.MIN, Instant.MAX), UsageDimension.CHANNEL);
  }

  /** A channel that was used, as answers show it. */
  String usedAt() {
    NewUsage usage = usageToBe();
    owner().usage().record(usage);
    return "channelId=Optional[" + usage.channelId() + "]";
  }

  /** A request without a price, as answers show it. */
  String unpriced() {
    NewUsage usage = NewUsage.of(user(), channel(), "m", TokenCounts.of(1, 1));
    owner().usage().record(usage);
    return "id=" + usage.id() + ",";
  }

  /** A price comes late, and the tenant has a time zone. */
  @Override
  protected void addUp() {
    String model = name("m-");
    owner().usage().record(NewUsage.of(user(), channel(), model, TokenCounts.of(1, 1)));
    pricing()
        .set(
            NewPrice.of(new PricedModel("openai", model), "USD", BigDecimal.ONE, BigDecimal.TEN)
                .from(Instant.now().minus(Duration.ofHours(1))));
    system().usage(tenant()).priceUnpriced("came late", PageRequest.first(5));
    system().tenantSettings(tenant()).set(settings());
    system().maintenance().refreshUsage();
  }

  Repricing repricing() {
    return new Repricing("m", Instant.MIN, Instant.MAX, "a wrong price");
  }

  /** A limit of which something is held. */
  RemainingQuota limit() {
    NewReservation reservation = reservationToBe();
    owner().quota().reserve(reservation);
    return owner().quota().remaining(REQUEST, reservation.channelId()).get(0);
  }

  /** A budget of a token of the user's own. */
  NewBudget budgetToBe() {
    UserToken token = owner().tokens().get(token());
    return NewBudget.ofToken("b", token, LimitUnit.AMOUNT, LimitPeriod.MONTH, BigDecimal.TEN);
  }

  UUID budget() {
    return (isSystem() ? system().budgets(tenant()) : me().budgets()).create(budgetToBe()).id();
  }

  Budget editedBudget() {
    UUID budget = budget();
    return (isSystem() ? system().budgets(tenant()) : me().budgets())
        .get(budget)
        .withName("changed");
  }

  TenantSettings settings() {
    return TenantSettings.of(77_123, ZoneId.of("Europe/Berlin"));
  }

  /** Sets the tenant's limit, and returns it as answers show it. */
  String told() {
    system().tenantSettings(tenant()).set(settings());
    return "77123";
  }

  /** A user with usage, which is recorded only once. */
  UUID consumer() {
    if (owner().usage().daily(user(), LocalDate.MIN, LocalDate.MAX).isEmpty()) {
      owner().quota().settle(reservation(), consumption());
    }
    return user();
  }

  UUID token() {
    return owner().tokens().issue(NewToken.of("t")).details().id();
  }

  UUID limitedToken() {
    return owner().tokens().issue(NewToken.of("t").withLimits(new Quota(100), 100)).details().id();
  }

  /** A token that is restricted to a channel now. */
  UserToken editedToken() {
    UserToken token = owner().tokens().get(token());
    return token.withRestrictions(token.restrictions().toChannels(Set.of(channel())));
  }

  static UserToken withUnseenChannel(UserToken known) {
    return known.withRestrictions(known.restrictions().toChannels(Set.of(UUID.randomUUID())));
  }

  UUID restrictedToken() {
    return owner()
        .tokens()
        .issue(NewToken.of("t").withChannels(Set.of(channel())).withModels(Set.of("m")))
        .details()
        .id();
  }

  UUID disabledToken() {
    return owner().tokens().disable(token()).id();
  }

  String secret() {
    return owner().tokens().issue(NewToken.of("t")).secret().reveal();
  }

  /** A user with a token, which is issued only once. */
  UUID tokenOwner() {
    if (owner().tokens().list(PageRequest.first(1)).items().isEmpty()) {
      token();
    }
    return user();
  }

  /** A user who has one more token. */
  UUID issuer() {
    token();
    return user();
  }

  /** Uses something, which answers show by the day. */
  String used() {
    consumer();
    return "day=";
  }

  @Override
  public Prices pricing() {
    return system().prices(tenant());
  }

  /** What the shared service publishes of a model's price. */
  static Json priceList() {
    return new Json(
        """
        {"provider_type": "openai", "model": "%s", "changed_at": "2900-01-01T00:00:00Z", "prices": [{
          "id": "%s", "currency": "USD", "unit_prices": {"input": 1, "output": 10},
          "effective_from": "2900-01-01T00:00:00Z", "created_at": "2900-01-01T00:00:00Z"}]}
        """
            .formatted(name("gpt-"), UUID.randomUUID()));
  }
}
