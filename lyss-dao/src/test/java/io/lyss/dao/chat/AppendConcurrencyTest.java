package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.Seed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Counts, sequences and tool calls stay right when many callers append at the same time. */
@Alone
class AppendConcurrencyTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(1000);
  private static final int THREADS = 12;

  private final Scope.TenantUser user = chat.user();
  private final MessageDao messages = chat.as(user).messages();
  private final ConversationDao conversations = chat.as(user).conversations();

  @Test
  void sequencesHaveNoGapsAndCountsMatchTheMessages() throws Exception {
    Seed seed = new Seed();
    UUID id = chat.conversation(user).id();
    List<Callable<List<Message>>> calls = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      Random random = new Random(seed.random().nextLong() + thread);
      calls.add(
          () -> {
            List<Message> appended = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
              List<NewMessage> batch =
                  IntStream.rangeClosed(0, random.nextInt(4))
                      .mapToObj(j -> NewMessage.user("x").withTokens(random.nextInt(100)))
                      .toList();
              boolean refused = random.nextInt(5) == 0;
              try {
                List<NewMessage> all = new ArrayList<>(batch);
                if (refused) {
                  all.add(NewMessage.user(""));
                }
                List<Message> answer = messages.append(id, all);
                // messages of one call have consecutive sequences
                assertThat(answer.get(answer.size() - 1).sequence())
                    .isEqualTo(answer.get(0).sequence() + answer.size() - 1);
                appended.addAll(answer);
              } catch (ConstraintException e) {
                assertThat(refused).isTrue();
              }
            }
            return appended;
          });
    }
    List<Message> appended =
        new ArrayList<>(Parallel.run(calls).stream().flatMap(List::stream).toList());
    appended.sort((a, b) -> Long.compare(a.sequence(), b.sequence()));
    assertThat(appended)
        .as("%s", seed)
        .extracting(Message::sequence)
        .isEqualTo(LongStream.rangeClosed(1, appended.size()).boxed().toList());
    assertThat(messages.listOldestFirst(id, PAGE).items()).as("%s", seed).isEqualTo(appended);
    List<Instant> times = appended.stream().map(Message::createdAt).toList();
    assertThat(times).as("%s", seed).isSorted();
    Conversation after = conversations.get(id);
    assertThat(after.messageCount()).as("%s", seed).isEqualTo(appended.size());
    assertThat(after.tokenUsage())
        .as("%s", seed)
        .isEqualTo(appended.stream().mapToLong(Message::tokenCount).sum());
    assertThat(after.lastActiveAt()).isEqualTo(times.get(times.size() - 1));
  }

  @Test
  void aTransactionThatBeganEarlierAndAppendsLaterWritesNoOlderMessage() {
    UUID id = chat.conversation(user).id();
    chat.as(user)
        .useTransaction(
            early -> {
              // fixes the transaction's time
              early.conversations().get(id);
              Message first = messages.append(id, NewMessage.user("first"));
              Message second = early.messages().append(id, NewMessage.user("second"));
              assertThat(second.sequence()).isEqualTo(2);
              assertThat(second.createdAt()).isEqualTo(first.createdAt());
            });
  }

  @Test
  void oneOfManyAnswersToACallIsAccepted() throws Exception {
    UUID id = chat.conversation(user).id();
    for (int round = 0; round < 5; round++) {
      messages.append(id, NewMessage.toolCalls(new Json("[{\"id\": \"a\"}, {\"id\": \"b\"}]")));
      List<Boolean> accepted =
          Parallel.run(
              Collections.nCopies(
                  THREADS,
                  () -> {
                    try {
                      messages.append(id, NewMessage.tool("a", "answer"));
                      return true;
                    } catch (ConstraintException e) {
                      assertThat(e.constraint()).isEqualTo("conversations_open_tool_calls");
                      return false;
                    }
                  }));
      assertThat(accepted).containsOnlyOnce(true);
    }
    assertThat(conversations.get(id).openToolCalls()).containsExactly("b");
    assertThat(conversations.get(id).messageCount()).isEqualTo(10);
  }

  @Test
  void anAppendDuringADeletionComesBeforeItOrIsRefused() throws Exception {
    for (int round = 0; round < 10; round++) {
      UUID id = chat.conversation(user).id();
      List<Callable<Boolean>> calls =
          List.of(
              () -> {
                conversations.delete(id);
                return true;
              },
              () -> {
                try {
                  messages.append(id, NewMessage.user("x"));
                  return true;
                } catch (ConstraintException e) {
                  assertThat(e.constraint()).isEqualTo("conversations_status");
                  return false;
                }
              });
      boolean appended = Parallel.run(calls).get(1);
      Conversation after = conversations.get(id);
      assertThat(after.status()).isEqualTo(ConversationStatus.DELETED);
      assertThat(after.messageCount()).isEqualTo(appended ? 1 : 0);
      assertThat(messages.listOldestFirst(id, PAGE).items()).hasSize(appended ? 1 : 0);
    }
  }
}
