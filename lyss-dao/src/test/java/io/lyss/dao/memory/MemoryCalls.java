package io.lyss.dao.memory;

import static io.lyss.dao.testing.calls.Caller.ADMIN;
import static io.lyss.dao.testing.calls.Caller.ADMINISTRATOR;
import static io.lyss.dao.testing.calls.Caller.SYSTEM;
import static io.lyss.dao.testing.calls.Caller.USER;
import static io.lyss.dao.testing.calls.World.Strangers.OUTSIDE;

import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.Cut;
import io.lyss.dao.testing.calls.FollowingCalls;
import io.lyss.dao.testing.calls.HiddenRows;
import io.lyss.dao.testing.calls.Named;
import io.lyss.dao.testing.calls.OnOneNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

final class MemoryCalls extends FollowingCalls<MemorySession, MemoryWorld> {

  private static final PageRequest PAGE = PageRequest.first(10);
  private static final MemoryFilter ARCHIVED = MemoryFilter.of(MemoryStatus.ARCHIVED);
  private static final Object[] EVERY_STATUS =
      Stream.of(MemoryStatus.values()).map(MemoryFilter::of).toArray();

  MemoryCalls() {
    super(MemorySession.class, "audit_logs");

    dao(MemoryDao.class, MemorySession::memories, USER, ADMIN);
    writes("remember(NewMemory)", w -> args(NewMemory.of(MemoryWorld.name("fact "))))
        .except("is a rememberAll of one", Named.class)
        .leavesOthersFree();
    writes("rememberAll(List)", w -> args(w.facts())).leavesOthersFree();
    reads("find(UUID)", w -> args(w.memory())).hides(0);
    reads("get(UUID)", w -> args(w.memory())).hides(0);
    reads("findByText(String)", w -> args(w.text())).hides(0);
    reads("listVersions(UUID, PageRequest)", w -> args(w.reworded(), PAGE)).hides(0);
    reads("listNewestFirst(MemoryFilter, PageRequest)", w -> args(MemoryFilter.ACTIVE, PAGE))
        .also(0, EVERY_STATUS)
        .shows(MemoryWorld::memory);
    reads("listMostImportantFirst(MemoryFilter, PageRequest)", w -> args(ARCHIVED, PAGE))
        .also(0, EVERY_STATUS)
        .shows(MemoryWorld::archived);
    reads("search(String, PageRequest)", w -> args("pineapple", PAGE)).shows(MemoryWorld::memory);
    reads("listByVectorIds(List)", w -> args(List.of(new VectorMatch(w.vector(), 1))))
        .hides(0, (List<VectorMatch> known) -> List.of(new VectorMatch("never", 1)));
    writes("update(Memory)", w -> args(w.edited()))
        .failsTheNextTime(ConflictException.class)
        .hides(0);
    writes(
            "supersede(UUID, NewMemory)",
            w -> args(w.memory(), NewMemory.of(MemoryWorld.name("fact "))))
        .failsTheNextTime(NotFoundException.class)
        .hides(0);
    writes("archive(UUID)", w -> args(w.memory())).hides(0);
    writes("restore(UUID)", w -> args(w.archived())).hides(0);
    writes("delete(UUID)", w -> args(w.memory()))
        .failsTheNextTime(NotFoundException.class)
        .hides(0);

    dao(AssociationDao.class, MemorySession::associations, USER, ADMIN);
    writes(
            "associate(UUID, UUID, AssociationType, double)",
            w -> args(w.memory(), w.memory(), AssociationType.SIMILAR, 1))
        .hides(0)
        .hides(1);
    writes("dissociate(UUID, UUID)", MemoryWorld::pair).answersAnewTheNextTime().hides(0).hides(1);
    reads("list(UUID, PageRequest)", w -> args(w.associated(), PAGE)).hides(0);
    reads("neighbours(UUID, int, double, int)", w -> args(w.associated(), 5, 0, 10)).hides(0);

    dao(EmbeddingDao.class, MemorySession::embeddings, SYSTEM, ADMINISTRATOR);
    writes("claim(int, Duration)", w -> args(w.waiting(), Duration.ofHours(1)))
        .notForPersons("it hands out the texts of memories")
        .varies()
        .except("leases them, also when the answer is lost", Cut.class);
    writes("markDone(ClaimedMemory)", w -> args(w.claimed()))
        .notForPersons("only who has claimed a memory has its vector");
    writes("markFailed(ClaimedMemory, String)", w -> args(w.claimed(), "no"))
        .notForPersons("only who has claimed a memory knows that it failed")
        .answersAnewTheNextTime();
    reads("listFailed(PageRequest)", w -> args(PAGE));
    writes("retryFailed()", w -> args()).findsNothingToDo();

    dao(
        RetentionDao.class,
        MemorySession::retention,
        (s, w) -> s.retention(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    reads("find()", w -> args()).shows(MemoryWorld::retention, OUTSIDE);
    dao(
        RetentionDao.class,
        MemorySession::retention,
        (s, w) -> s.retention(w.tenant()),
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    writes("set(int)", w -> args(30)).also(0, 0, 36_501).varies().leavesOthersFree(OUTSIDE);
    writes("reset()", MemoryWorld::retained).leavesOthersFree(OUTSIDE);
    String young = "nothing in this world is old enough to be told of";
    reads("plan()", w -> args())
        .except(young, HiddenRows.class)
        .except("asks what each tenant keeps, its own included", OnOneNode.class);
    reads("plan(int)", w -> args(30))
        .also(0, 0, 36_501)
        .except(young, HiddenRows.class)
        .except("asks what each tenant keeps, its own included", OnOneNode.class);

    dao(MaintenanceDao.class, MemorySession::maintenance, SYSTEM, ADMINISTRATOR);
    writes("expire(int)", w -> args(w.expired())).answersAnewTheNextTime();
    reads("purgePlan()", w -> args());
    writes("purge(Duration, int)", w -> args(w.deletedFor(), 100))
        .waitsFor(IN_TURN, ERASE_OR_PURGE);
  }

  @Override
  protected MemoryWorld world(DataSource pool, String schema, Caller caller) {
    return new MemoryWorld(pool, schema, caller);
  }

  @Override
  protected Class<?> service() {
    return MemoryService.class;
  }
}
