package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A context fits its budget, and holds nothing that the APIs of models refuse. */
class ContextTest extends ChatServiceTest {

  private final Scope.TenantUser user = chat.user();
  private final MessageDao messages = chat.as(user).messages();
  private final SummaryDao summaries = chat.as(user).summaries();

  private UUID open() {
    return chat.conversation(user).id();
  }

  private static Json calls(String... ids) {
    return new Json("[{\"id\": \"" + String.join("\"}, {\"id\": \"", ids) + "\"}]");
  }

  private List<Long> given(UUID id, ContextBudget budget) {
    return messages.context(id, budget).messages().stream().map(Message::sequence).toList();
  }

  @Test
  void anAnswerComesWithItsCallOrNotAtAll() {
    UUID id = open();
    messages.append(
        id,
        List.of(
            NewMessage.user("weather?"),
            NewMessage.toolCalls(calls("a", "b")),
            NewMessage.tool("b", "sunny"),
            NewMessage.tool("a", "warm"),
            NewMessage.assistant("Sunny and warm.")));
    assertThat(given(id, ContextBudget.ofMessages(5))).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(given(id, ContextBudget.ofMessages(4))).containsExactly(2L, 3L, 4L, 5L);
    assertThat(given(id, ContextBudget.ofMessages(3))).containsExactly(5L);
    assertThat(given(id, ContextBudget.ofMessages(2))).containsExactly(5L);
    assertThat(given(id, ContextBudget.ofMessages(4).beginningWithUser())).isEmpty();
  }

  @Test
  void aCallThatWasSummedUpBeforeItWasAnsweredComesWithItsAnswer() {
    UUID id = open();
    messages.append(id, List.of(NewMessage.user("weather?"), NewMessage.toolCalls(calls("a"))));
    Summary summary = summaries.add(id, NewSummary.auto("They ask for the weather.", 2));
    List<Message> since =
        messages.append(id, List.of(NewMessage.tool("a", "sunny"), NewMessage.user("and?")));
    Context context = messages.context(id, 10);
    assertThat(context.summary()).contains(summary);
    assertThat(context.messages()).extracting(Message::sequence).containsExactly(2L, 3L, 4L);
    assertThat(messages.context(id, 2).messages()).containsExactly(since.get(1));
    assertThat(given(id, ContextBudget.ofMessages(10).beginningWithUser()))
        .containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void tokensAreThoseThatWereCountedOrElseReckonedByBytes() {
    UUID id = open();
    // 10 tokens, and 4 of 3 bytes each or 2 of 6
    messages.append(id, List.of(NewMessage.user("x").withTokens(10), NewMessage.user("天气怎么")));
    assertThat(given(id, ContextBudget.ofTokens(14))).containsExactly(1L, 2L);
    assertThat(given(id, ContextBudget.ofTokens(13))).containsExactly(2L);
    assertThat(given(id, ContextBudget.ofTokens(4))).containsExactly(2L);
    assertThat(given(id, ContextBudget.ofTokens(3))).isEmpty();
    assertThat(given(id, ContextBudget.ofTokens(12).withBytesPerToken(6))).containsExactly(1L, 2L);
    assertThat(given(id, ContextBudget.ofTokens(11).withBytesPerToken(6))).containsExactly(2L);
    assertThat(given(id, ContextBudget.ofTokens(14).withMessages(1))).containsExactly(2L);
    assertThat(given(id, ContextBudget.ofMessages(2).withTokens(13))).containsExactly(2L);
  }

  @Test
  void aSummaryThatTheBudgetDoesNotAllowIsLeftOut() {
    UUID id = open();
    messages.append(id, TestChat.said(4));
    Summary summary = summaries.add(id, NewSummary.auto("x".repeat(30), 2));
    assertThat(messages.context(id, ContextBudget.ofTokens(16)).summary()).contains(summary);
    assertThat(given(id, ContextBudget.ofTokens(16))).containsExactly(3L, 4L);
    assertThat(given(id, ContextBudget.ofTokens(15))).containsExactly(4L);
    assertThat(messages.context(id, ContextBudget.ofTokens(9)).summary()).isEmpty();
    assertThat(given(id, ContextBudget.ofTokens(9))).containsExactly(2L, 3L, 4L);
  }

  @Test
  void aBudgetOutOfItsRangeIsRefused() {
    UUID id = open();
    ContextBudget one = ContextBudget.ofTokens(1);
    for (ContextBudget bad :
        List.of(
            one.withTokens(-1),
            one.withMessages(-1),
            one.withBytesPerToken(0),
            one.withBytesPerToken(-1),
            one.withBytesPerToken(1000),
            one.withBytesPerToken(Double.NaN))) {
      Expect.refused("", () -> messages.context(id, bad));
    }
  }

  /** One of a conversation's messages, as the model below needs it. */
  private record Known(
      MessageRole role, long tokens, List<String> calls, Optional<String> answer) {}

  @Test
  void contextsAreWhatTheirDefinitionSays() {
    Seed seed = new Seed();
    Random random = seed.random();
    for (int round = 0; round < 12; round++) {
      UUID id = open();
      List<Known> known = new ArrayList<>();
      List<NewMessage> said = new ArrayList<>();
      List<String> open = new ArrayList<>();
      int count = random.nextInt(120);
      while (said.size() < count) {
        say(random, open, known, said);
      }
      messages.append(id, said);
      int covered = count > 0 && random.nextBoolean() ? 1 + random.nextInt(count) : 0;
      if (covered > 0) {
        summaries.add(id, NewSummary.auto("s", covered));
      }
      for (int i = 0; i < 25; i++) {
        ContextBudget budget =
            new ContextBudget(
                random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(count + 2),
                random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(12 * count + 2),
                3,
                random.nextBoolean());
        assertThat(given(id, budget))
            .as("%s: %s after %d of %s", seed, budget, covered, known)
            .isEqualTo(expected(known, covered, budget));
      }
    }
  }

  private static void say(
      Random random, List<String> open, List<Known> known, List<NewMessage> said) {
    int tokens = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(20);
    String text = "x".repeat(1 + random.nextInt(40));
    NewMessage message;
    List<String> calls = List.of();
    Optional<String> answer = Optional.empty();
    int kind = random.nextInt(6);
    if (kind == 0) {
      // models give an id to a second call
      calls = random.nextBoolean() ? List.of("a") : List.of("a", "call_" + random.nextInt(3));
      message = NewMessage.toolCalls("", calls(calls.toArray(String[]::new)));
      open.removeAll(calls);
      open.addAll(calls);
    } else if (kind <= 2 && !open.isEmpty()) {
      answer = Optional.of(open.remove(random.nextInt(open.size())));
      message = NewMessage.tool(answer.get(), text);
    } else if (kind <= 4) {
      message = NewMessage.assistant(text);
    } else {
      message = NewMessage.user(text);
    }
    message = message.withTokens(tokens);
    said.add(message);
    int bytes =
        message.content().length()
            + message
                .toolCalls()
                .map(json -> json.text().getBytes(StandardCharsets.UTF_8).length)
                .orElse(0);
    known.add(new Known(message.role(), tokens > 0 ? tokens : (bytes + 2) / 3, calls, answer));
  }

  /**
   * The sequences of the messages in the context. It begins where a context may begin: at or before
   * the first message since the summary if the budget allows that, else at the first such place
   * that it allows. Calls without their answers, and answers without their call, are left out.
   */
  private static List<Long> expected(List<Known> known, int covered, ContextBudget budget) {
    long tokens = budget.tokens();
    int since = 0;
    if (covered > 0 && tokens >= 1) {
      // the summary is one byte
      tokens--;
      since = covered;
    }
    int count = known.size();
    Set<Integer> given = given(known);
    int first = -1;
    boolean begins = false;
    for (int i = count - 1; i >= 0 && count > since; i--) {
      if (known.get(i).answer().isPresent()) {
        continue;
      }
      List<Integer> so = given.stream().filter(at(i)).toList();
      if (so.stream().mapToLong(each -> known.get(each).tokens()).sum() > tokens
          || so.size() > budget.messages()) {
        break;
      }
      if (given.contains(i)) {
        begins = !budget.beginsWithUser() || known.get(i).role() == MessageRole.USER;
        first = begins ? i : first;
      }
      if (begins && i <= since) {
        break;
      }
    }
    int from = first;
    return first < 0
        ? List.of()
        : given.stream().filter(at(from)).map(each -> each + 1L).sorted().toList();
  }

  private static Predicate<Integer> at(int first) {
    return each -> each >= first;
  }

  private static Set<Integer> given(List<Known> known) {
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).answer().isEmpty()) {
        int end = i + 1;
        Map<String, Integer> answers = new HashMap<>();
        while (end < known.size() && known.get(end).answer().isPresent()) {
          answers.put(known.get(end).answer().get(), end++);
        }
        List<String> calls = known.get(i).calls();
        if (end == known.size() || answers.keySet().containsAll(calls)) {
          given.add(i);
          answers.keySet().retainAll(calls);
          given.addAll(answers.values());
        }
      }
    }
    return given;
  }

  /**
   * After a host was interrupted while tools ran, the next context holds no call without an answer.
   */
  @Test
  void aCallThatWasNeverAnsweredIsLeftOut() {
    UUID id = open();
    messages.append(
        id,
        List.of(
            NewMessage.user("weather?"),
            NewMessage.toolCalls(calls("a", "b")),
            NewMessage.tool("b", "sunny"),
            NewMessage.user("are you there?"),
            NewMessage.assistant("yes"),
            NewMessage.user("so?"),
            NewMessage.toolCalls(calls("c"))));

    assertThat(given(id, ContextBudget.ofMessages(20))).containsExactly(1L, 4L, 5L, 6L, 7L);
    // what is left out does not count against the budget
    assertThat(given(id, ContextBudget.ofMessages(5))).containsExactly(1L, 4L, 5L, 6L, 7L);

    // an answer that comes too late no longer follows its call
    messages.append(id, List.of(NewMessage.tool("c", "rain"), NewMessage.tool("a", "warm")));
    assertThat(given(id, ContextBudget.ofMessages(20))).containsExactly(1L, 4L, 5L, 6L, 7L, 8L);
  }

  @Test
  void aLongConversationIsReadNoFurtherBackThanTheBudgetReaches() {
    UUID id = open();
    for (int i = 0; i < 3; i++) {
      messages.append(id, TestChat.said(1000));
    }
    assertThat(given(id, ContextBudget.ofMessages(1500)))
        .isEqualTo(LongStream.rangeClosed(1501, 3000).boxed().toList());
    assertThat(given(id, ContextBudget.ofTokens(3 * 100)))
        .isEqualTo(LongStream.rangeClosed(2901, 3000).boxed().toList());
    assertThat(messages.context(Ids.next(), ContextBudget.ofTokens(9)).messages()).isEmpty();
  }
}
