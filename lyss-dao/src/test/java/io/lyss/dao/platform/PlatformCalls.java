package io.lyss.dao.platform;

import static io.lyss.dao.testing.calls.Caller.ADMIN;
import static io.lyss.dao.testing.calls.Caller.SYSTEM;
import static io.lyss.dao.testing.calls.Caller.USER;
import static io.lyss.dao.testing.calls.World.Strangers.ABOVE;
import static io.lyss.dao.testing.calls.World.Strangers.BESIDE;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.session.AuditSeal;
import io.lyss.dao.testing.calls.AtScale;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.Calls;
import io.lyss.dao.testing.calls.Cut;
import io.lyss.dao.testing.calls.HiddenRows;
import io.lyss.dao.testing.calls.HostileArguments;
import io.lyss.dao.testing.calls.OtherSchema;
import io.lyss.dao.testing.calls.Plans;
import io.lyss.dao.testing.calls.PriceLines;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

final class PlatformCalls extends Calls<PlatformSession, PlatformWorld> {

  private static final PageRequest PAGE = PageRequest.first(100);

  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final LocalDate FIRST = LocalDate.MIN;
  private static final LocalDate LAST = LocalDate.MAX;

  private static final NewMessage HELLO = NewMessage.of(MessageRole.USER, "hello");

  PlatformCalls() {
    super(PlatformSession.class, "messages", SYSTEM);

    dao(UserDao.class, PlatformSession::users, USER, ADMIN, SYSTEM);
    reads("find(int)", w -> args(w.user().id())).hides(0, BESIDE);
    reads("get(int)", w -> args(w.user().id())).hides(0, BESIDE);
    reads("findByUsername(String)", w -> args(w.user().username())).hides(0, BESIDE);
    reads("findByEmail(String)", w -> args(w.user().email())).hides(0, BESIDE);
    reads("list(PageRequest)", w -> args(PAGE)).varies().shows(w -> w.user().username(), BESIDE);
    String recorded = "system work is recorded, also where there is no such user";
    dao(UserDao.class, PlatformSession::users, SYSTEM, ADMIN);
    writes("create(NewUser)", w -> args(w.userToBe(UserRole.USER)))
        .failsTheNextTime(ConflictException.class)
        .except("denied to all but administrators: UserIsolationTest", HiddenRows.class);
    writes("setPasswordHash(int, PasswordHash)", w -> args(w.newUser(), PasswordHash.NONE))
        .except(recorded, HostileArguments.class, Cut.class)
        .hides(0, BESIDE);
    writes("deactivate(int)", w -> args(w.newUser()))
        .except(recorded, HostileArguments.class, Cut.class)
        .hides(0, BESIDE);
    writes("activate(int)", w -> args(w.inactiveUser()))
        .except(recorded, HostileArguments.class, Cut.class)
        .hides(0, BESIDE);
    writes("setRole(int, UserRole)", w -> args(w.newUser(), UserRole.ADMIN))
        .except(recorded, HostileArguments.class, Cut.class)
        .hides(0, BESIDE);
    reads("passwordHash(int)", w -> args(w.newUser())).by(SYSTEM);

    dao(ProviderDao.class, PlatformSession::providers, USER, ADMIN);
    writes("createPersonal(NewProvider)", w -> args(w.providerToBe()))
        .failsTheNextTime(ConflictException.class)
        .leavesOthersFree();
    writes("createOrganization(NewProvider)", w -> args(w.providerToBe()))
        .by(ADMIN)
        .failsTheNextTime(ConflictException.class)
        .except("all administrators share these names", HiddenRows.class);
    reads("find(int)", w -> args(w.personal().id())).hides(0);
    reads("get(int)", w -> args(w.personal().id())).hides(0);
    reads("list(PageRequest)", w -> args(PAGE)).shows(w -> w.personal().name());
    reads("listAvailable(PageRequest)", w -> args(PAGE)).shows(w -> w.personal().name());
    writes("update(Provider)", w -> args(w.edited()))
        .failsTheNextTime(ConflictException.class)
        .hides(0);
    writes("setApiKey(int, Ciphertext)", w -> args(w.personal().id(), PlatformWorld.KEY)).hides(0);
    writes("deactivate(int)", w -> args(w.personal().id())).hides(0);
    writes("activate(int)", w -> args(w.inactive())).hides(0);
    reads("canUserAccessProvider(int, int)", w -> args(w.user().id(), w.personal().id()))
        .hides(0, BESIDE)
        .hides(1);
    reads(
            "accessibleProviders(int, Collection)",
            w -> args(w.user().id(), List.of(w.personal().id())))
        .hides(0, BESIDE)
        .hides(1, (Collection<Integer> known) -> List.of(Integer.MAX_VALUE));
    reads("explainAccess(int, int)", w -> args(w.user().id(), w.personal().id()))
        .hides(0, BESIDE)
        .hides(1);
    reads("explainAccess(int, int, Instant)", w -> args(w.user().id(), w.personal().id(), LATER))
        .hides(0, BESIDE)
        .hides(1);
    String refused = "whoever may ask sees all providers of the organization; others are refused";
    reads("usersOf(int, PageRequest)", w -> args(w.distributed(), PAGE))
        .by(ADMIN, SYSTEM)
        .except(refused, HiddenRows.class);
    reads("usersOf(int, Instant, PageRequest)", w -> args(w.distributed(), LATER, PAGE))
        .by(ADMIN, SYSTEM)
        .except(refused, HiddenRows.class);
    reads("countUsersOf(int)", w -> args(w.distributed()))
        .by(ADMIN, SYSTEM)
        .except(refused, HiddenRows.class);
    reads("countUsersOf(int, Collection)", w -> args(w.distributed(), List.of(w.receiver())))
        .by(ADMIN, SYSTEM)
        .except(refused, HiddenRows.class);
    writes("apiKey(int)", w -> args(w.organization())).by(SYSTEM);

    dao(ProviderKeyDao.class, PlatformSession::providerKeys, SYSTEM);
    writes("listOutdated(String, PageRequest)", w -> args("other:1:", PAGE))
        .findsNothingToDo() // as an entry is once an hour
        .except("enters what it was the first to read there", OtherSchema.class)
        .shows(PlatformWorld::organization);
    writes(
            "replace(ProviderKey, Ciphertext)",
            w -> args(new ProviderKey(w.organization(), PlatformWorld.KEY), TestPlatform.OTHER_KEY))
        .answersAnewTheNextTime()
        .except(recorded, Cut.class);

    dao(DistributionDao.class, PlatformSession::distributions, ADMIN);
    writes("distribute(int, Collection)", w -> args(w.organization(), List.of(w.newUser())))
        .hides(0, BESIDE)
        .hides(1, (Collection<Integer> known) -> List.of(Integer.MAX_VALUE), BESIDE);
    writes(
            "distribute(int, Collection, Period)",
            w -> args(w.organization(), List.of(w.newUser()), Period.FROM_NOW))
        .hides(0, BESIDE)
        .hides(1, (Collection<Integer> known) -> List.of(Integer.MAX_VALUE), BESIDE);
    writes("revoke(int, Collection)", w -> args(w.distributed(), List.of(w.receiver())))
        .answersAnewTheNextTime()
        .hides(0, BESIDE)
        .hides(1, (Collection<Integer> known) -> List.of(Integer.MAX_VALUE), BESIDE);
    reads("listByProvider(int, PageRequest)", w -> args(w.distributed(), PAGE))
        .by(ADMIN, USER, SYSTEM)
        .hides(0, BESIDE);
    reads("listByUser(int, PageRequest)", w -> args(w.receiver(), PAGE))
        .by(ADMIN, USER, SYSTEM)
        .hides(0, BESIDE);

    dao(ConversationDao.class, PlatformSession::conversations, USER, ADMIN);
    String numbered = "a conversation has a number of the database's: another is opened";
    writes("open(int, String)", w -> args(w.personal().id(), "x"))
        .answersAnewTheNextTime()
        .except(numbered, Cut.class)
        .hides(0);
    writes("open(int, String, Json)", w -> args(w.personal().id(), "x", Json.EMPTY))
        .answersAnewTheNextTime()
        .except(numbered, Cut.class)
        .hides(0);
    writes("open(NewConversation)", w -> args(NewConversation.of(w.personal().id(), "x")))
        .failsTheNextTime(ConflictException.class)
        .except(numbered, Cut.class)
        .hides(0, (NewConversation known) -> ofNobody(known));
    writes(
            "importMessages(NewConversation, List)",
            w -> args(NewConversation.of(w.personal().id(), "x"), w.imported()))
        .except(numbered, Cut.class)
        .hides(0, (NewConversation known) -> ofNobody(known));
    reads("find(long)", w -> args(w.conversation().id())).hides(0);
    reads("get(long)", w -> args(w.conversation().id())).hides(0);
    writes("update(Conversation)", w -> args(w.conversation().withTitle("y")))
        .failsTheNextTime(ConflictException.class)
        .hides(0);
    writes("delete(long)", w -> args(w.conversation().id()))
        .looksIntoEachMonth("a foreign key deletes the messages, and knows of no time")
        .failsTheNextTime(NotFoundException.class)
        .hides(0);
    reads("list(PageRequest)", w -> args(PAGE)).shows(w -> w.conversation().title());
    reads("listByActivity(PageRequest)", w -> args(PAGE)).shows(w -> w.conversation().title());
    reads("search(String, PageRequest)", w -> args("weather", PAGE))
        .shows(w -> w.conversation().title());

    dao(MessageDao.class, PlatformSession::messages, USER, ADMIN);
    writes("append(long, NewMessage)", w -> args(w.talk(), HELLO))
        .also(1, HELLO.withMetadata(new Json("[]")))
        .hides(0);
    writes("append(long, List)", w -> args(w.talk(), w.messages())).hides(0);
    reads("listNewestFirst(long, PageRequest)", w -> args(w.talk(), PAGE)).hides(0);
    reads("listOldestFirst(long, PageRequest)", w -> args(w.talk(), PAGE)).hides(0);
    reads("search(String, PageRequest)", w -> args("pineapple", PAGE)).shows(PlatformWorld::said);

    dao(PriceDao.class, PlatformSession::prices, USER, ADMIN, SYSTEM);
    PriceLines.readingByAll(this);
    dao(PriceDao.class, PlatformSession::prices, ADMIN, SYSTEM);
    PriceLines.setting(this)
        .forEach(
            line ->
                line.except("denied to all but administrators: PriceDaoTest", HiddenRows.class));

    dao(UsageDao.class, PlatformSession::usage, USER, ADMIN, SYSTEM);
    writes("record(NewUsage)", w -> args(w.usageToBe()))
        .answersAnewTheNextTime()
        .hides(0, (NewUsage known) -> ofNobody(known));
    writes("record(List)", w -> args(List.of(w.usageToBe(), w.usageToBe())))
        .answersAnewTheNextTime()
        .hides(0, (List<NewUsage> known) -> List.of(ofNobody(known.get(0))));
    reads("daily(int, LocalDate, LocalDate)", w -> args(w.consumer(), FIRST, LAST))
        .except("adds up days of roll-ups", AtScale.class)
        .waitsFor("to have a row, the view is refreshed; dailyOfAll does without", "usage by day")
        .hides(0, BESIDE);
    reads("dailyOfAll(LocalDate, LocalDate)", w -> args(FIRST, LAST))
        .varies()
        .except("its rows lie in the order of days, which the planner is not told", AtScale.class)
        .shows(PlatformWorld::used, BESIDE, ABOVE);
    reads("list(UsageQuery)", w -> args(w.query()))
        .except("adds up days of roll-ups", AtScale.class)
        .varies()
        .shows(PlatformWorld::summed, BESIDE);
    reads("activeUsers(Instant, Instant)", w -> args(w.firstUse(), Instant.MAX))
        .except("adds up days of roll-ups", AtScale.class)
        .varies()
        .except("a number shows nobody's rows: RefreshedUsageTest", HiddenRows.class);
    reads("ranking(Instant, Instant, int)", w -> args(w.firstUse(), Instant.MAX, 1000))
        .except("adds up days of roll-ups", AtScale.class)
        .varies()
        .shows(PlatformWorld::used, BESIDE, ABOVE);
    reads("listUnpriced(PageRequest)", w -> args(PAGE))
        .looksIntoEachMonth("by an index of those without a price, however old")
        .varies()
        .shows(PlatformWorld::unpriced, BESIDE);
    writes("priceUnpriced(String, PageRequest)", w -> args("late price", PAGE))
        .except("a batch of the job that prices", AtScale.class)
        .except("a batch of the job that prices", Plans.class)
        .by(SYSTEM)
        .findsNothingToDo()
        .varies();
    writes("rerate(Repricing, PageRequest)", w -> args(w.repricing(), PAGE))
        .except("a batch of a correction", AtScale.class)
        .except("a batch of a correction", Plans.class)
        .by(SYSTEM)
        .findsNothingToDo()
        .varies();
    reads("summary()", w -> args())
        .varies()
        .except("adds up a roll-up of all time, of whose rows it shows few", AtScale.class)
        .shows(PlatformWorld::used, BESIDE, ABOVE);

    dao(AuditDao.class, PlatformSession::audit, USER, ADMIN, SYSTEM);
    writes("append(NewAuditEntry)", w -> args(NewAuditEntry.of("x", "user", 1)))
        .answersAnewTheNextTime()
        .except("an entry for each time that it is told", Cut.class)
        .leavesOthersFree();
    reads("search(AuditFilter, PageRequest)", w -> args(AuditFilter.ALL, PAGE))
        .looksIntoEachMonth("newest first: it goes on only until the page is full")
        .varies()
        .also(0, AuditFilter.ALL.withAction("confess"), AuditFilter.ALL.onResource("diary", 4711))
        .also(0, AuditFilter.ALL.byUser(4711))
        .shows(PlatformWorld::entry, BESIDE);
    reads("lastSeal()", w -> args())
        .varies()
        .except("tells of the log as a whole", HiddenRows.class);
    reads("verify()", w -> args())
        .by(ADMIN, SYSTEM)
        .varies()
        .except("reads the whole log", AtScale.class)
        .except("tells of the log as a whole", HiddenRows.class);
    reads("verify(AuditSeal)", w -> args(new AuditSeal(1, "none", Instant.EPOCH)))
        .except("reads the whole chain", AtScale.class)
        .by(ADMIN, SYSTEM)
        .varies()
        .except("tells of the log as a whole", HiddenRows.class);

    dao(MaintenanceDao.class, PlatformSession::maintenance, SYSTEM);
    writes("refreshDailyUsage()", w -> args())
        .findsNothingToDo()
        .waitsFor("one refresh follows the other; who reads waits for none", "usage by day");
    writes("refreshUsage()", w -> args())
        .varies()
        .except("notes how far it has come, each time", Cut.class)
        .waitsFor("goes on where the other ends", "roll-ups of usage");
    writes("purgeConversations(Optional, int)", w -> args(Optional.of(Duration.ofDays(3650)), 100))
        .findsNothingToDo()
        .waitsFor(IN_TURN, ERASE_OR_PURGE);
    reads("purgePlan()", w -> args()).varies();
    reads("purgePlan(Duration)", w -> args(Duration.ZERO)).varies();
    writes("deleteEmptyConversations(Duration)", w -> args(w.emptyFor()))
        .waitsFor(IN_TURN, ERASE_OR_PURGE)
        .except(recorded, Cut.class);

    dao(PlatformSession.class, session -> session, USER, ADMIN, SYSTEM);
    reads("personalColumns()", w -> args())
        .except("asked by whoever reviews what is declared", Plans.class)
        .except("says what is declared, the same to everybody", HiddenRows.class);
    dao(PersonalDataDao.class, PlatformSession::personalData, SYSTEM);
    writes("erase(int, int)", w -> args(w.opener(), 100))
        .waitsFor(IN_TURN, ERASE_OR_PURGE)
        .answersAnewTheNextTime()
        .except(recorded, Cut.class);
    reads("findErasure(int)", w -> args(w.opener()));
    writes("replayErasures(Json)", w -> args(w.journal())).answersAnewTheNextTime();
    writes("hold(int, String)", w -> args(w.opener(), "case 12"))
        .waitsFor(UNTIL_GONE, FOR_GOOD)
        .except(recorded, Cut.class);
    writes("endHold(int)", w -> args(w.held()))
        .answersAnewTheNextTime()
        .waitsFor(UNTIL_GONE, FOR_GOOD);
    reads("listHolds()", w -> args()).varies();
    dao(PersonalDataDao.class, PlatformSession::personalData, USER, ADMIN);
    reads("rows(int, Optional, int)", w -> args(w.user().id(), Optional.empty(), 5)).hides(0);
  }

  /** The same of a user who never was. */
  private static NewUsage ofNobody(NewUsage known) {
    return NewUsage.of(Integer.MAX_VALUE, known.providerId(), 1, BigDecimal.ONE);
  }

  /** The same with a provider that never was. */
  private static NewConversation ofNobody(NewConversation known) {
    return NewConversation.of(Integer.MAX_VALUE, known.title());
  }

  @Override
  protected PlatformWorld world(DataSource pool, String schema, Caller caller) {
    return new PlatformWorld(pool, schema, caller);
  }

  @Override
  protected Class<?> service() {
    return Platform.class;
  }
}
