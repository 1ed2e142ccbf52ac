package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ForkModel.Said;
import io.lyss.dao.chat.ForkModel.Talk;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.throwaway.QuickRun;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call that reads answers as if each fork were a copy, after appending, forking, deleting,
 * restoring, purging and rating in any order, over months. And each message is stored once, for as
 * long as some conversation has it.
 */
@Alone
class ForkPropertyTest extends ChatServiceTest {

  private static final int STEPS = Integer.getInteger("lyss.fork.steps", QuickRun.some(60));
  private static final List<String> WORDS = List.of("pineapple", "mango", "天气");

  @BeforeAll
  void createPartitions() {
    for (int month = 0; month <= 14; month++) {
      chat.database()
          .execute(
              "select lyss_chat.create_monthly_partition('lyss_chat.conversation_messages', '"
                  + YearMonth.now(ZoneOffset.UTC).minusMonths(month).atDay(1)
                  + "')");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void forksReadLikeCopies(long seed) {
    Run run = new Run(chat, seed);
    for (int step = 0; step < STEPS; step++) {
      try {
        run.step();
        run.check();
      } catch (Throwable failure) {
        throw new AssertionError("seed " + seed + ", step " + step + ": " + run.log, failure);
      }
    }
    run.erase();
  }

  private static final class Run {

    private final TestChat chat;
    private final Scope.TenantUser user;
    private final ChatSession session;
    private final Random random;
    private final ForkModel model = new ForkModel();
    private final List<UUID> purged = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int said;

    Run(TestChat chat, long seed) {
      this.chat = chat;
      user = chat.user();
      session = chat.as(user);
      random = new Random(seed);
    }

    private Talk any() {
      List<Talk> talks = new ArrayList<>(model.talks());
      return talks.get(random.nextInt(talks.size()));
    }

    void step() {
      int kind = model.talks().isEmpty() ? 0 : random.nextInt(100);
      if (kind < 4) {
        UUID id = chat.conversation(user).id();
        model.open(id);
        log.add("open");
      } else if (kind < 40) {
        append(any());
      } else if (kind < 65) {
        fork(any());
      } else if (kind < 73) {
        Talk talk = any();
        session.conversations().delete(talk.id);
        talk.deleted = true;
        log.add("delete");
      } else if (kind < 76) {
        Talk talk = any();
        session.conversations().restore(talk.id);
        talk.deleted = false;
        log.add("restore");
      } else if (kind < 80) {
        purge();
      } else if (kind < 85) {
        age();
      } else if (kind < 93) {
        rate(any());
      } else {
        sumUp(any());
      }
    }

    private void append(Talk talk) {
      List<NewMessage> messages = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        String text = "said" + said++ + " " + WORDS.get(random.nextInt(WORDS.size()));
        messages.add(
            (i % 2 == 0 ? NewMessage.user(text) : NewMessage.assistant(text))
                .withTokens(random.nextInt(5)));
      }
      log.add("append");
      if (talk.deleted) {
        Expect.refused("conversations_status", () -> session.messages().append(talk.id, messages));
        return;
      }
      List<Message> stored = session.messages().append(talk.id, messages);
      assertThat(stored.get(0).sequence()).isEqualTo(talk.history.size() + 1);
      messages.forEach(m -> talk.history.add(new Said(m.id(), m.content(), m.tokenCount())));
      assertThat(session.messages().append(talk.id, messages)).isEqualTo(stored);
    }

    private void fork(Talk talk) {
      int upTo = random.nextInt(talk.history.size() + 1);
      NewFork fork = NewFork.after(upTo);
      log.add("fork at " + upTo + " of " + talk.history.size());
      if (talk.deleted) {
        Expect.refused("conversations_status", () -> session.conversations().fork(talk.id, fork));
        return;
      }
      Conversation forked = session.conversations().fork(talk.id, fork);
      assertThat(forked.forkedFrom()).contains(talk.id);
      assertThat(forked.sharedCount()).isEqualTo(upTo);
      assertThat(session.conversations().fork(talk.id, fork)).isEqualTo(forked);
      model.fork(talk, fork.id(), upTo);
      if (upTo > 0 && random.nextInt(3) == 0) {
        // appending a message that the fork shares stores nothing
        Said shared = talk.history.get(random.nextInt(upTo));
        Message again =
            session.messages().find(fork.id(), talk.history.indexOf(shared) + 1).orElseThrow();
        NewMessage same =
            (again.role() == MessageRole.USER
                    ? NewMessage.user(shared.text())
                    : NewMessage.assistant(shared.text()))
                .withId(shared.id());
        assertThat(session.messages().append(fork.id(), same)).isEqualTo(again);
      }
    }

    private void rate(Talk talk) {
      if (!talk.deleted && !talk.history.isEmpty()) {
        long sequence = 1 + random.nextInt(talk.history.size());
        int value = random.nextInt(5);
        session.ratings().rate(talk.id, sequence, NewRating.of(value));
        model.rate(talk, sequence, value);
        log.add("rate " + sequence);
      }
    }

    private void sumUp(Talk talk) {
      // a message that no other conversation shares, so that only later forks see the summary
      boolean alone =
          model.talks().stream()
              .noneMatch(
                  other ->
                      other != talk
                          && !talk.history.isEmpty()
                          && other.history.contains(talk.history.get(talk.history.size() - 1)));
      if (!talk.deleted && !talk.history.isEmpty() && alone) {
        long upTo = talk.history.size();
        String text = "summary " + said++;
        session.summaries().add(talk.id, NewSummary.auto(text, upTo));
        model.sumUp(talk, upTo, text);
        log.add("sum up " + upTo);
      }
    }

    private void purge() {
      chat.system().maintenance().purgeConversations(Duration.ofSeconds(-60), 1000);
      model.talks().stream().filter(talk -> talk.deleted).forEach(talk -> purged.add(talk.id));
      model.purge();
      log.add("purge");
      assertThat(
              chat.query(
                  "select id from lyss_chat.conversation_messages where user_id = '"
                      + user.userId()
                      + "'"))
          .containsExactlyInAnyOrderElementsOf(
              model.stored().stream().map(UUID::toString).toList());
    }

    /** Everything so far happened some weeks earlier. */
    private void age() {
      log.add("age");
      chat.database()
          .execute(
              """
              set search_path = lyss_chat;
              create temporary table moved as
              select * from conversation_messages where user_id = '%1$s';
              delete from conversation_messages where user_id = '%1$s';
              update moved set created_at =
                (created_at at time zone 'UTC' - interval '%2$s days') at time zone 'UTC';
              insert into conversation_messages select * from moved;
              drop table moved;
              update conversations
              set created_at = (created_at at time zone 'UTC' - interval '%2$s days') at time zone 'UTC',
                last_active_at = (last_active_at at time zone 'UTC' - interval '%2$s days') at time zone 'UTC',
                deleted_at = (deleted_at at time zone 'UTC' - interval '%2$s days') at time zone 'UTC'
              where user_id = '%1$s';
              update shared_segments
              set first_at = (first_at at time zone 'UTC' - interval '%2$s days') at time zone 'UTC',
                last_at = (last_at at time zone 'UTC' - interval '%2$s days') at time zone 'UTC'
              where user_id = '%1$s';
              """
                  .formatted(user.userId(), 1 + random.nextInt(45)));
    }

    void check() {
      if (!model.talks().isEmpty()) {
        check(any());
      }
      String word = WORDS.get(random.nextInt(WORDS.size()));
      int size = 1 + random.nextInt(20);
      List<FoundMessage> found = Paging.all(size, page -> session.messages().search(word, page));
      assertThat(found)
          .extracting(one -> one.message().id())
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(model.found(word));
      for (FoundMessage one : found) {
        assertThat(session.messages().find(one.conversationId(), one.message().sequence()))
            .contains(one.message());
      }
      if (!purged.isEmpty()) {
        UUID gone = purged.get(random.nextInt(purged.size()));
        assertThat(session.conversations().find(gone)).isEmpty();
        assertThat(session.messages().find(gone, 1)).isEmpty();
        Expect.notFound("conversation", gone, () -> session.conversations().restore(gone));
        Expect.notFound(
            "conversation", gone, () -> session.messages().append(gone, NewMessage.user("x")));
        Expect.notFound(
            "conversation", gone, () -> session.conversations().fork(gone, NewFork.after(0)));
      }
    }

    private void check(Talk talk) {
      Conversation conversation = session.conversations().get(talk.id);
      assertThat(conversation.messageCount()).isEqualTo(talk.history.size());
      assertThat(conversation.tokenUsage()).isEqualTo(talk.tokens());
      List<UUID> ids = talk.history.stream().map(Said::id).toList();
      List<UUID> turned = new ArrayList<>(ids);
      Collections.reverse(turned);
      int size = 1 + random.nextInt(12);
      List<Message> all =
          Paging.all(size, page -> session.messages().listOldestFirst(talk.id, page));
      assertThat(all).extracting(Message::id).isEqualTo(ids);
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).sequence()).isEqualTo(i + 1);
      }
      assertThat(Paging.all(size, page -> session.messages().listNewestFirst(talk.id, page)))
          .extracting(Message::id)
          .isEqualTo(turned);
      if (!ids.isEmpty()) {
        int sequence = 1 + random.nextInt(ids.size());
        assertThat(session.messages().find(talk.id, sequence))
            .hasValueSatisfying(m -> assertThat(m.id()).isEqualTo(ids.get(sequence - 1)));
        long other = 1 + random.nextInt(ids.size());
        if (!talk.deleted) {
          session.conversations().recall(talk.id, List.of(other, (long) sequence));
          assertThat(session.messages().listRecalled(talk.id))
              .extracting(Message::sequence)
              .isEqualTo(List.of(other, (long) sequence).stream().distinct().toList());
        }
      }
      assertThat(session.messages().find(talk.id, ids.size() + 1)).isEmpty();
      Map<Long, Integer> rated =
          Paging.all(size, page -> session.ratings().list(talk.id, page)).stream()
              .collect(
                  Collectors.toMap(Rating::sequence, Rating::value, (a, b) -> a, TreeMap::new));
      assertThat(rated).isEqualTo(model.ratings(talk));
      context(talk, ids);
    }

    private void context(Talk talk, List<UUID> ids) {
      int count = random.nextInt(20);
      Context context = session.messages().context(talk.id, count);
      long covered = talk.summaries.keySet().stream().mapToLong(s -> s).max().orElse(0);
      assertThat(context.summary().map(Summary::text))
          .isEqualTo(java.util.Optional.ofNullable(talk.summaries.get(covered)));
      assertThat(session.summaries().findLatest(talk.id)).isEqualTo(context.summary());
      assertThat(session.summaries().list(talk.id, PageRequest.first(1000)).items())
          .extracting(Summary::upToSequence)
          .contains(talk.summaries.keySet().toArray(Long[]::new));
      int from = (int) Math.max(covered, ids.size() - count);
      assertThat(context.messages())
          .extracting(Message::id)
          .isEqualTo(ids.subList(Math.min(from, ids.size()), ids.size()));
    }

    void erase() {
      PersonalDataDao persons = chat.system().personalData();
      while (persons.erase(user.tenantId(), user.userId(), 7).hasMore()) {}
      for (String table :
          List.of(
              "conversations",
              "conversation_messages",
              "conversation_summaries",
              "shared_segments",
              "message_ratings")) {
        assertThat(
                chat.query(
                    "select 1 from lyss_chat."
                        + table
                        + " where user_id = '"
                        + user.userId()
                        + "'"))
            .as(table)
            .isEmpty();
      }
    }
  }
}
