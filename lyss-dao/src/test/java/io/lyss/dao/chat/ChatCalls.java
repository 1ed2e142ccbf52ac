package io.lyss.dao.chat;

import static io.lyss.dao.testing.calls.Caller.ADMIN;
import static io.lyss.dao.testing.calls.Caller.ADMINISTRATOR;
import static io.lyss.dao.testing.calls.Caller.SYSTEM;
import static io.lyss.dao.testing.calls.Caller.USER;
import static io.lyss.dao.testing.calls.World.Strangers.OUTSIDE;
import static java.time.Instant.EPOCH;
import static java.time.Instant.MAX;

import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.FollowingCalls;
import io.lyss.dao.testing.calls.HiddenRows;
import io.lyss.dao.testing.calls.OnOneNode;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

final class ChatCalls extends FollowingCalls<ChatSession, ChatWorld> {

  private static final PageRequest PAGE = PageRequest.first(10);
  private static final ModelSettings SETTINGS = ModelSettings.DEFAULT.withTemperature(1);

  ChatCalls() {
    super(ChatSession.class, "conversation_messages");

    dao(ConversationDao.class, ChatSession::conversations, USER, ADMIN);
    writes("open(NewConversation)", w -> args(NewConversation.of("x")))
        .failsTheNextTime(ConflictException.class)
        .leavesOthersFree(OUTSIDE);
    writes(
            "importMessages(NewConversation, List)",
            w -> args(NewConversation.of("x"), w.imported()))
        .leavesOthersFree(OUTSIDE);
    writes("fork(UUID, NewFork)", w -> args(w.talk(), NewFork.after(1)))
        .also(1, NewFork.after(3), NewFork.after(-1), NewFork.after(1).withTitle(" "))
        .hides(0);
    reads("find(UUID)", w -> args(w.conversation())).hides(0);
    reads("get(UUID)", w -> args(w.conversation())).hides(0);
    reads("list(PageRequest)", w -> args(PAGE)).shows(ChatWorld::conversation);
    reads("list(Set, PageRequest)", w -> args(Set.of(ConversationStatus.DELETED), PAGE))
        .shows(ChatWorld::deleted);
    reads("search(String, PageRequest)", w -> args("weather", PAGE)).shows(ChatWorld::conversation);
    writes("update(Conversation)", w -> args(w.edited(SETTINGS)))
        .failsTheNextTime(ConflictException.class)
        .hides(0);
    writes("recall(UUID, Collection)", w -> args(w.talk(), List.of(1L, 2L))).hides(0);
    writes("archive(UUID)", w -> args(w.conversation())).hides(0);
    writes("delete(UUID)", w -> args(w.conversation())).hides(0);
    writes("restore(UUID)", w -> args(w.deleted())).hides(0);

    dao(MessageDao.class, ChatSession::messages, USER, ADMIN);
    writes("append(UUID, NewMessage)", w -> args(w.calling(), NewMessage.tool("a", "sunny")))
        .also(1, NewMessage.user("hello"), NewMessage.user(""))
        .hides(0);
    writes("append(UUID, List)", w -> args(w.talk(), w.messages()))
        .also(1, List.of(NewMessage.user("hello"), NewMessage.user("")))
        .hides(0);
    reads("find(UUID, long)", w -> args(w.talk(), 2L)).hides(0);
    reads("listNewestFirst(UUID, PageRequest)", w -> args(w.talk(), PAGE)).hides(0);
    reads("listOldestFirst(UUID, PageRequest)", w -> args(w.talk(), PAGE)).hides(0);
    reads("listRecalled(UUID)", w -> args(w.recalling())).hides(0);
    reads("search(String, PageRequest)", w -> args("pineapple", PAGE)).shows(ChatWorld::said);
    reads("context(UUID, int)", w -> args(w.summedUp(), 20)).hides(0);
    reads(
            "context(UUID, ContextBudget)",
            w -> args(w.summedUp(), ContextBudget.ofTokens(4000).beginningWithUser()))
        .also(
            1,
            ContextBudget.ofMessages(-1),
            ContextBudget.ofTokens(-1),
            ContextBudget.ofTokens(0),
            ContextBudget.ofTokens(1).withBytesPerToken(0),
            ContextBudget.ofTokens(1).withBytesPerToken(Double.NaN))
        .hides(0);

    dao(SummaryDao.class, ChatSession::summaries, USER, ADMIN);
    writes("add(UUID, NewSummary)", w -> args(w.talk(), NewSummary.auto("x", 2)))
        .also(1, NewSummary.auto("x", 0), NewSummary.auto("x", 1))
        .failsTheNextTime(ConflictException.class)
        .hides(0);
    reads("findLatest(UUID)", w -> args(w.summedUp())).hides(0);
    reads("list(UUID, PageRequest)", w -> args(w.summedUp(), PAGE)).hides(0);

    dao(RatingDao.class, ChatSession::ratings, USER, ADMIN);
    writes("rate(UUID, long, NewRating)", w -> args(w.talk(), 2L, NewRating.of(1)))
        .also(2, NewRating.of(101), NewRating.of(5).withComment(" "))
        .varies()
        .hides(0);
    reads("find(UUID, long)", w -> args(w.rated(), 2L)).hides(0);
    reads("list(UUID, PageRequest)", w -> args(w.rated(), PAGE)).hides(0);
    writes("remove(UUID, long)", w -> args(w.rated(), 2L)).answersAnewTheNextTime().hides(0);

    dao(
        RetentionDao.class,
        ChatSession::retention,
        (s, w) -> s.retention(w.tenant()),
        USER,
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    reads("find()", w -> args()).shows(ChatWorld::retention, OUTSIDE);
    dao(
        RetentionDao.class,
        ChatSession::retention,
        (s, w) -> s.retention(w.tenant()),
        ADMIN,
        SYSTEM,
        ADMINISTRATOR);
    writes("set(int)", w -> args(30)).also(0, 0, 36_501).varies().leavesOthersFree(OUTSIDE);
    writes("reset()", ChatWorld::retained).leavesOthersFree(OUTSIDE);
    String young = "nothing in this world is old enough to be told of";
    reads("plan()", w -> args())
        .except(young, HiddenRows.class)
        .except("asks what each tenant keeps, its own included", OnOneNode.class);
    reads("plan(int)", w -> args(30))
        .also(0, 0, 36_501)
        .except(young, HiddenRows.class)
        .except("asks what each tenant keeps, its own included", OnOneNode.class);

    dao(MaintenanceDao.class, ChatSession::maintenance, SYSTEM, ADMINISTRATOR);
    writes("purgeConversations(Duration, int)", w -> args(w.deletedFor(), 100))
        .waitsFor(IN_TURN, ERASE_OR_PURGE);
    reads("purgePlan()", w -> args());
    reads("ratingCounts(UUID, Instant, Instant)", w -> args(w.tenant(), EPOCH, MAX));
  }

  @Override
  protected ChatWorld world(DataSource pool, String schema, Caller caller) {
    return new ChatWorld(pool, schema, caller);
  }

  @Override
  protected Class<?> service() {
    return ChatService.class;
  }
}
