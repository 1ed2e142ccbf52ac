package io.lyss.dao.provider;

import static io.lyss.dao.testing.calls.Caller.ADMIN;
import static io.lyss.dao.testing.calls.Caller.ADMINISTRATOR;
import static io.lyss.dao.testing.calls.Caller.SYSTEM;
import static io.lyss.dao.testing.calls.Caller.USER;
import static io.lyss.dao.testing.calls.World.Strangers.ABOVE;
import static io.lyss.dao.testing.calls.World.Strangers.BESIDE;
import static io.lyss.dao.testing.calls.World.Strangers.OUTSIDE;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.testing.calls.AtScale;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.ClosedTenant;
import io.lyss.dao.testing.calls.Cut;
import io.lyss.dao.testing.calls.FollowingCalls;
import io.lyss.dao.testing.calls.HiddenRows;
import io.lyss.dao.testing.calls.Joined;
import io.lyss.dao.testing.calls.Plans;
import io.lyss.dao.testing.calls.PriceLines;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

final class ProviderCalls extends FollowingCalls<ProviderSession, ProviderWorld> {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final LocalDate FIRST = LocalDate.MIN;
  private static final LocalDate LAST = LocalDate.MAX;

  ProviderCalls() {
    super(ProviderSession.class, "usage_records");

    service((world, pool) -> world.service(pool), USER);
    writes("verify(String)", w -> args(w.secret()))
        .except("answers that the tenant is not active: TokenDaoTest", ClosedTenant.class)
        .except("it is asked before there is a session", Joined.class)
        .except("who holds a secret is its owner, in any scope", HiddenRows.class);

    String shared = "all tenants share them";
    dao(ProviderTypeDao.class, ProviderSession::types, USER, ADMIN, SYSTEM, ADMINISTRATOR);
    reads("list()", w -> args()).varies().except(shared, HiddenRows.class);
    reads("find(String)", w -> args("openai")).except(shared, HiddenRows.class);
    reads("get(String)", w -> args("openai")).except(shared, HiddenRows.class);
    dao(ProviderTypeDao.class, ProviderSession::types, SYSTEM, ADMINISTRATOR);
    writes("create(NewProviderType)", w -> args(w.typeToBe()))
        .failsTheNextTime(ConflictException.class);
    writes("update(ProviderType)", w -> args(w.editedType()))
        .failsTheNextTime(ConflictException.class);
    writes("activate(String)", w -> args(w.inactiveType()));
    writes("deactivate(String)", w -> args(w.type()));

    dao(ChannelDao.class, ProviderSession::channels, (s, w) -> s.channels(w.tenant()), USER, ADMIN);
    writes("createPersonal(UUID, NewChannel)", w -> args(w.user(), w.channelToBe()))
        .failsTheNextTime(ConflictException.class)
        .hides(0, BESIDE, ABOVE);
    reads("find(UUID)", w -> args(w.channel())).hides(0);
    reads("get(UUID)", w -> args(w.channel())).hides(0);
    reads("list(PageRequest)", w -> args(PAGE)).shows(ProviderWorld::channel);
    reads("listUsable(String, PageRequest)", w -> args("m", PAGE)).shows(ProviderWorld::channel);
    writes("update(Channel)", w -> args(w.editedChannel()))
        .failsTheNextTime(ConflictException.class)
        .hides(0);
    writes("addQuota(UUID, UUID, long)", w -> args(w.limitedChannel(), Ids.next(), 5L))
        .looksIntoEachMonth("whether it was said before, in whatever month")
        .hides(0);
    writes("setKey(UUID, Ciphertext)", w -> args(w.channel(), TestProviders.OTHER_KEY)).hides(0);
    String moves = "each time the channel moves on, and reports of earlier requests count no more";
    writes("enable(UUID)", w -> args(w.disabledChannel())).except(moves, Cut.class).hides(0);
    writes("disable(UUID)", w -> args(w.channel())).except(moves, Cut.class).hides(0);
    writes("delete(UUID)", w -> args(w.channel()))
        .failsTheNextTime(NotFoundException.class)
        .hides(0);
    reads("canUse(UUID, String)", w -> args(w.channel(), "m")).hides(0);
    reads("explainAccess(UUID, String)", w -> args(w.channel(), "m")).hides(0);
    writes("createForGroup(UUID, NewChannel)", w -> args(w.group(), w.channelToBe()))
        .by(ADMIN, SYSTEM, ADMINISTRATOR)
        .failsTheNextTime(ConflictException.class)
        .leavesOthersFree(OUTSIDE);
    writes("createForTenant(NewChannel)", w -> args(w.channelToBe()))
        .by(ADMIN, SYSTEM, ADMINISTRATOR)
        .failsTheNextTime(ConflictException.class)
        .leavesOthersFree(OUTSIDE);
    writes("key(UUID)", w -> args(w.tenantChannel()))
        .by(SYSTEM, ADMINISTRATOR)
        .notForPersons("no person is handed a key");
    writes("deleteByGroup(UUID)", w -> args(w.groupWithChannel()))
        .by(SYSTEM, ADMINISTRATOR)
        .answersAnewTheNextTime();

    daoOfTenant(ChannelKeyDao.class, (s, w) -> s.channelKeys(w.tenant()), SYSTEM, ADMINISTRATOR);
    writes("listOutdated(String, PageRequest)", w -> args("other:1:", PAGE))
        .findsNothingToDo() // as an entry is once an hour
        .notForPersons("no person is handed a key")
        .shows(ProviderWorld::tenantChannel);
    writes(
            "replace(ChannelKey, Ciphertext)",
            w ->
                args(new ChannelKey(w.tenantChannel(), TestProviders.KEY), TestProviders.OTHER_KEY))
        .notForPersons("who replaces a key has read it")
        .answersAnewTheNextTime();

    dao(RoutingDao.class, ProviderSession::routing, (s, w) -> s.routing(w.tenant()), USER, ADMIN);
    reads("select(ChannelRequest)", w -> args(w.request()))
        .except("no request is sent any more: TokenDaoTest", ClosedTenant.class)
        .hides(0, (ChannelRequest known) -> known.withToken(UUID.randomUUID()));
    writes("reportSuccess(Attempt)", w -> args(w.attempt()))
        .findsNothingToDo()
        .except(
            "nobody is told more than that it is not over: ChannelHealthTest", HiddenRows.class);
    writes(
            "reportFailure(Attempt, ChannelFailure)",
            w -> args(w.attempt(), ChannelFailure.ofModel()))
        .answersAnewTheNextTime()
        .hides(0, ProviderWorld::ofNoChannel);

    dao(QuotaDao.class, ProviderSession::quota, (s, w) -> s.quota(w.tenant()), USER, ADMIN);
    writes("reserve(NewReservation)", w -> args(w.reservationToBe()))
        .hides(0, (NewReservation known) -> onNoChannel(known));
    writes("settle(UUID, Consumption)", w -> args(w.reservation(), ProviderWorld.consumption()))
        .hides(0);
    writes("release(UUID)", w -> args(w.reservation())).hides(0);
    reads("remaining(ChannelRequest)", w -> args(w.request()))
        .hides(0, (ChannelRequest known) -> known.withToken(UUID.randomUUID()));
    reads("remaining(ChannelRequest, UUID)", w -> args(ProviderWorld.REQUEST, w.channel()))
        .hides(1);
    reads("reconcile()", w -> args())
        .except("compares all that was ever entered", AtScale.class)
        .by(SYSTEM, ADMINISTRATOR);
    writes("repair(UUID, String)", w -> args(Ids.next(), "a test"))
        .except("compares all that was ever entered", AtScale.class)
        .by(SYSTEM, ADMINISTRATOR)
        .findsNothingToDo();
    writes(
            "adjust(UUID, RemainingQuota, BigDecimal, String)",
            w -> args(Ids.next(), w.limit(), BigDecimal.ONE, "a test"))
        .by(SYSTEM, ADMINISTRATOR)
        .looksIntoEachMonth("whether it was said before, in whatever month")
        .except("a correction by hand", Plans.class);

    dao(
        BudgetDao.class,
        ProviderSession::budgets,
        (s, w) -> s.budgets(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    writes("create(NewBudget)", w -> args(w.budgetToBe()))
        .failsTheNextTime(ConflictException.class)
        .hides(0, (NewBudget known) -> ofNoToken(known), BESIDE, OUTSIDE);
    reads("find(UUID)", w -> args(w.budget())).hides(0, BESIDE, OUTSIDE);
    reads("get(UUID)", w -> args(w.budget())).hides(0, BESIDE, OUTSIDE);
    reads("list(PageRequest)", w -> args(PAGE)).shows(ProviderWorld::budget, BESIDE, OUTSIDE);
    writes("update(Budget)", w -> args(w.editedBudget()))
        .failsTheNextTime(ConflictException.class)
        .hides(0, BESIDE, OUTSIDE);
    writes("add(UUID, UUID, BigDecimal)", w -> args(w.budget(), Ids.next(), BigDecimal.TEN))
        .looksIntoEachMonth("whether it was said before, in whatever month")
        .hides(0, BESIDE, OUTSIDE);
    writes("delete(UUID)", w -> args(w.budget()))
        .failsTheNextTime(NotFoundException.class)
        .hides(0, BESIDE, OUTSIDE);

    dao(
        TenantSettingsDao.class,
        ProviderSession::tenantSettings,
        (s, w) -> s.tenantSettings(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    reads("find()", w -> args()).shows(ProviderWorld::told, OUTSIDE);
    writes("acceptLimit(Json)", w -> args(ServiceWorld.state("active")))
        .by(SYSTEM, ADMINISTRATOR)
        .answersAnewTheNextTime();
    writes("set(TenantSettings)", w -> args(w.settings()))
        .by(SYSTEM, ADMINISTRATOR)
        .answersAnewTheNextTime();

    dao(TokenDao.class, ProviderSession::tokens, (s, w) -> s.tokens(w.tenant()), USER, ADMIN);
    writes("issue(NewToken)", w -> args(NewToken.of("t").withChannels(Set.of(w.channel()))))
        .failsTheNextTime(ConflictException.class)
        .hides(0, (NewToken known) -> known.withChannels(Set.of(UUID.randomUUID())));
    reads("find(UUID)", w -> args(w.token())).hides(0, BESIDE, OUTSIDE);
    reads("get(UUID)", w -> args(w.token())).hides(0, BESIDE, OUTSIDE);
    reads("list(PageRequest)", w -> args(PAGE)).shows(ProviderWorld::token, BESIDE, OUTSIDE);
    reads("listByUser(UUID, PageRequest)", w -> args(w.tokenOwner(), PAGE))
        .hides(0, BESIDE, OUTSIDE);
    writes("update(UserToken)", w -> args(w.editedToken()))
        .failsTheNextTime(ConflictException.class)
        .hides(0, BESIDE, OUTSIDE)
        .hides(0, ProviderWorld::withUnseenChannel, BESIDE, OUTSIDE);
    writes("addQuota(UUID, UUID, long)", w -> args(w.limitedToken(), Ids.next(), 5L))
        .looksIntoEachMonth("whether it was said before, in whatever month")
        .hides(0, BESIDE, OUTSIDE);
    writes("enable(UUID)", w -> args(w.disabledToken())).hides(0, BESIDE, OUTSIDE);
    writes("disable(UUID)", w -> args(w.token())).hides(0, BESIDE, OUTSIDE);
    writes("rotate(UUID, UUID, Duration)", w -> args(w.token(), Ids.next(), Duration.ofHours(1)))
        .answersAnewTheNextTime()
        .except("makes another secret each time", Cut.class)
        .hides(0, BESIDE, OUTSIDE);
    reads("countByPepper()", w -> args())
        .varies()
        .except("counts the tokens that the scope lists", HiddenRows.class);
    writes("revoke(UUID)", w -> args(w.token())).hides(0, BESIDE, OUTSIDE);
    writes("acceptUser(UUID, Json)", w -> args(w.issuer(), ServiceWorld.state("suspended")))
        .by(SYSTEM, ADMINISTRATOR)
        .answersAnewTheNextTime();
    writes("revokeByUser(UUID)", w -> args(w.issuer()))
        .answersAnewTheNextTime()
        .hides(0, BESIDE, OUTSIDE);

    dao(
        UsageDao.class,
        ProviderSession::usage,
        (s, w) -> s.usage(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    writes("record(NewUsage)", w -> args(w.usageToBe()))
        .answersAnewTheNextTime()
        .hides(0, ProviderCalls::ofNobody);
    writes("record(List)", w -> args(List.of(w.usageToBe(), w.usageToBe())))
        .answersAnewTheNextTime()
        .hides(0, (List<NewUsage> known) -> List.of(ofNobody(known.get(0))));
    writes("charge(NewUsage)", w -> args(w.usageToBe()))
        .answersAnewTheNextTime()
        .hides(0, ProviderCalls::ofNobody);
    reads("list(UsageQuery)", w -> args(w.query()))
        .except("adds up days of roll-ups", AtScale.class)
        .shows(ProviderWorld::usedAt, BESIDE, OUTSIDE);
    reads("listUnpriced(PageRequest)", w -> args(PAGE))
        .looksIntoEachMonth("by an index of those without a price, however old")
        .shows(ProviderWorld::unpriced, BESIDE, OUTSIDE);
    writes("priceUnpriced(String, PageRequest)", w -> args("late price", PAGE))
        .except("a batch of the job that prices", Plans.class)
        .except("a batch of the job that prices", AtScale.class)
        .by(SYSTEM, ADMINISTRATOR)
        .findsNothingToDo();
    writes("rerate(Repricing, PageRequest)", w -> args(w.repricing(), PAGE))
        .except("a batch of a correction", Plans.class)
        .except("a batch of a correction", AtScale.class)
        .by(SYSTEM, ADMINISTRATOR)
        .findsNothingToDo();
    writes("keepDays(Instant, Instant)", w -> args(Instant.MIN, Instant.MAX))
        .except("adds up all that was rolled up, of a tenant", AtScale.class)
        .by(SYSTEM, ADMINISTRATOR)
        .findsNothingToDo();
    reads("daily(UUID, LocalDate, LocalDate)", w -> args(w.consumer(), FIRST, LAST))
        .except("adds up days of roll-ups", AtScale.class)
        .hides(0, BESIDE, OUTSIDE);
    reads("dailyOfAll(LocalDate, LocalDate)", w -> args(FIRST, LAST))
        .except("adds up days of roll-ups", AtScale.class)
        .shows(ProviderWorld::used, BESIDE, OUTSIDE);

    dao(
        PriceDao.class,
        ProviderSession::prices,
        (s, w) -> s.prices(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    PriceLines.reading(this, OUTSIDE);
    dao(
        PriceDao.class,
        ProviderSession::prices,
        (s, w) -> s.prices(w.tenant()),
        SYSTEM,
        ADMINISTRATOR);
    PriceLines.setting(this);
    writes("accept(Json)", w -> args(ProviderWorld.priceList())).answersAnewTheNextTime();

    dao(MaintenanceDao.class, ProviderSession::maintenance, SYSTEM, ADMINISTRATOR);
    writes("expireReservations(int)", w -> args(10)).findsNothingToDo();
    writes("refreshUsage()", w -> args())
        .varies()
        .except("notes how far it has come, each time", Cut.class)
        .waitsFor("goes on where the other ends", "roll-ups of usage");
    writes("forgetReservations(Duration, int)", w -> args(Duration.ofDays(1), 10))
        .findsNothingToDo();
    reads("reservationLag()", w -> args()).varies();
  }

  /** The same of a user and a channel that never were. */
  private static NewUsage ofNobody(NewUsage known) {
    return NewUsage.of(UUID.randomUUID(), UUID.randomUUID(), known.model(), known.counts());
  }

  private static NewBudget ofNoToken(NewBudget known) {
    return new NewBudget(
        known.id(),
        known.name(),
        known.subject(),
        Optional.of(UUID.randomUUID()),
        known.ownerId(),
        known.model(),
        known.unit(),
        known.currency(),
        known.period(),
        known.hardLimit(),
        known.softLimit());
  }

  private static NewReservation onNoChannel(NewReservation known) {
    return new NewReservation(
        known.id(),
        UUID.randomUUID(),
        known.tokenId(),
        known.model(),
        known.amount(),
        known.estimate(),
        known.hold());
  }

  @Override
  protected ProviderWorld world(DataSource pool, String schema, Caller caller) {
    return new ProviderWorld(pool, schema, caller);
  }

  @Override
  protected Class<?> service() {
    return ProviderService.class;
  }
}
