package io.lyss.dao.testing.calls;

import static io.lyss.dao.testing.calls.Caller.ADMIN;
import static io.lyss.dao.testing.calls.Caller.ADMINISTRATOR;
import static io.lyss.dao.testing.calls.Caller.SYSTEM;
import static io.lyss.dao.testing.calls.Caller.USER;
import static io.lyss.dao.testing.calls.World.Strangers.BESIDE;
import static io.lyss.dao.testing.calls.World.Strangers.OUTSIDE;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.session.AuditDao;
import io.lyss.dao.session.AuditFilter;
import io.lyss.dao.session.AuditSeal;
import io.lyss.dao.session.EventDao;
import io.lyss.dao.session.EventHandler;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the services have alike: their sessions' own calls, outbox and storage. */
public abstract class ServiceCalls<S extends ServiceSession<S>, W extends ServiceWorld<S>>
    extends Calls<S, W> {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final EventHandler HANDLER = event -> {};
  private static final Session.VoidWork<?, RuntimeException> NOTHING = session -> {};

  protected ServiceCalls(Class<S> sessions, String partitioned) {
    super(sessions, partitioned, SYSTEM, ADMINISTRATOR);
    dao(sessions, session -> session, USER, ADMIN, SYSTEM, ADMINISTRATOR);
    reads("personalColumns()", w -> args())
        .except("asked by whoever reviews what is declared", Plans.class)
        .except("says what is declared, the same to everybody", HiddenRows.class);
    writes("once(String, Event, VoidWork)", w -> args("them", w.event(), NOTHING))
        .except("is a transaction: that it is done, and the commit", OneRoundTrip.class)
        .except("that it is done is noted by EventDao.consume", Named.class)
        .answersAnewTheNextTime()
        .hides(1, event -> ServiceWorld.STRANGE_EVENT, OUTSIDE);

    dao(
        AuditDao.class,
        ServiceSession::audit,
        (s, w) -> s.audit(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    writes("append(NewAuditEntry)", w -> args(ServiceWorld.entryToBe()))
        .except("an entry for each time that it is told", Cut.class)
        .leavesOthersFree();
    reads("search(AuditFilter, PageRequest)", w -> args(AuditFilter.ALL, PAGE))
        .looksIntoEachMonth("newest first: it goes on only until the page is full")
        .except("tells that the tenant was suspended, too", ClosedTenant.class)
        .also(0, AuditFilter.ALL.withAction("confess"), AuditFilter.ALL.onResource("diary", "4711"))
        .also(0, AuditFilter.ALL.byActor(Ids.next()), AuditFilter.ALL.withAction("never"))
        .also(0, AuditFilter.ALL.onResource("never", "x"))
        .shows(ServiceWorld::entry, BESIDE, OUTSIDE);
    reads("lastSeal()", w -> args())
        .varies()
        .except("tells of the log as a whole", HiddenRows.class);
    notOnCitus(
        reads("verify()", w -> args())
            .by(ADMIN, SYSTEM, ADMINISTRATOR)
            .except("reads the whole log of a tenant", AtScale.class)
            .varies()
            .except("tells of the log as a whole", HiddenRows.class));
    notOnCitus(
        reads("verify(AuditSeal)", w -> args(new AuditSeal(1, "none", Instant.EPOCH)))
            .by(ADMIN, SYSTEM, ADMINISTRATOR)
            .except("reads the whole log of a tenant", AtScale.class)
            .varies()
            .except("tells of the log as a whole", HiddenRows.class));
    writes("record(String, Event)", w -> args("user", w.event()))
        .notForPersons("it enters what others did elsewhere, in their names")
        .answersAnewTheNextTime();

    dao(EventDao.class, ServiceSession::events, USER, ADMIN, SYSTEM, ADMINISTRATOR);
    writes("publish(UUID, String, String, Json)", w -> args(w.tenant(), "k", "a.b", Json.EMPTY))
        .answersAnewTheNextTime()
        .except("an event is what its transaction says, and has no id of the caller's", Cut.class)
        .hides(0, OUTSIDE);
    writes("consume(String, Event)", w -> args("them", w.event()))
        .answersAnewTheNextTime()
        .hides(1, event -> ServiceWorld.STRANGE_EVENT, OUTSIDE);
    dao(EventDao.class, ServiceSession::events, SYSTEM, ADMINISTRATOR);
    writes(
            "deliver(int, Duration, EventHandler)",
            w -> args(w.published(), Duration.ofMinutes(1), HANDLER))
        .notForPersons("who takes events decides what other databases learn")
        .except("one to claim, one an event, one to release", OneRoundTrip.class)
        .except("leases the keys, also when the claim's answer is lost", Cut.class)
        .except("a claim is of few keys, which the planner is not told", AtScale.class);
    writes("divert(Event, String)", w -> args(w.waitingEvent(), "chat"))
        .notForPersons("who takes events decides what other databases learn")
        .except("a second copy, of which the receiver is told twice", Cut.class);
    reads("divertedTo(Event, List)", w -> args(w.divertedEvent(), List.of("chat", "user")))
        .notForPersons("who takes events decides what other databases learn")
        .except("the outbox is on the primary", OnReplica.class);
    reads("await(Duration)", w -> args(Duration.ofMillis(1)))
        .varies()
        .except("listens, asks, waits, and listens no more", OneRoundTrip.class)
        .except("waits on a connection of its own", Joined.class)
        .except("waits for as long as it is told", HostileArguments.class)
        .except("a standby notifies nobody", OnReplica.class);
    reads("await(Duration, DataSource)", w -> args(Duration.ofMillis(1), w.pool()))
        .varies()
        .except("asks elsewhere, as await(Duration) does", Named.class, AtScale.class)
        .except("waits on the pool that it is given, which is well", Disconnected.class)
        .except("listens, asks, waits, and listens no more", OneRoundTrip.class)
        .except("waits on a connection of its own", Joined.class)
        .except("waits for as long as it is told", HostileArguments.class)
        .except("a standby notifies nobody", OnReplica.class);
    writes("forgetConsumed(Duration)", w -> args(w.consumed()))
        .notForPersons("what is forgotten is handled again")
        .except("forgets all at once; the job does so in batches", AtScale.class)
        .waitsFor("both forget the same events", "handled events");
    reads("listWaiting(int, int)", w -> args(0, 5)).varies();
    writes("giveUp(UUID, UUID)", w -> args(w.tenant(), w.waitingEvent().id()))
        .notForPersons("who takes events decides what other databases learn")
        .answersAnewTheNextTime();
    writes("takeBack(UUID, UUID)", w -> args(w.tenant(), w.givenUpEvent()))
        .notForPersons("who takes events decides what other databases learn")
        .answersAnewTheNextTime();
    reads("listGivenUp(int)", w -> args(5)).varies();
    reads("lag()", w -> args())
        .varies()
        .except("counts what waits: what is delivered is deleted", AtScale.class);

    String again = "to erase again looks for what has come since, and publishes that it is done";
    dao(PersonalDataDao.class, ServiceSession::personalData, SYSTEM, ADMINISTRATOR);
    writes("erase(UUID, UUID, int)", w -> args(w.tenant(), w.user(), 100))
        .waitsFor(IN_TURN, ERASE_OR_PURGE)
        .except(again, Cut.class);
    writes("eraseTenant(UUID, int)", w -> args(w.deletedTenant(), 100))
        .waitsFor(IN_TURN, ERASE_OR_PURGE)
        .except(again, Cut.class);
    reads("findErasure(UUID, UUID)", w -> args(w.tenant(), w.user()));
    writes("replayErasures(Json)", w -> args(w.journal())).answersAnewTheNextTime();
    writes("hold(UUID, UUID, String)", w -> args(w.tenant(), w.user(), "case 12"))
        .waitsFor(UNTIL_GONE, FOR_GOOD);
    writes("endHold(UUID, UUID)", w -> args(w.tenant(), w.held()))
        .answersAnewTheNextTime()
        .waitsFor(UNTIL_GONE, FOR_GOOD);
    reads("listHolds(UUID)", w -> args(w.tenant()));
    dao(PersonalDataDao.class, ServiceSession::personalData, USER, ADMIN);
    reads("rows(UUID, UUID, Optional, int)", w -> args(w.tenant(), w.user(), Optional.empty(), 5))
        .hides(1);
  }

  /**
   * Seals hash whole rows by stamps of one server: ServicesOnCitusTest says that this is refused.
   */
  private static void notOnCitus(Line<?, ?> line) {
    if (TestDatabase.ON_CITUS) {
      line.exceptAll("entries lie on several servers, and are not sealed");
    }
  }
}
