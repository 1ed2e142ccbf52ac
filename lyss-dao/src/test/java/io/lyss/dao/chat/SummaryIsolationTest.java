package io.lyss.dao.chat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Hidden;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SummaryIsolationTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final Scope.Tenant user = chat.user();

  @Test
  void theSummariesOfAnothersConversationAreAsOfOneThatNeverWas() {
    UUID id = chat.conversation(user).id();
    chat.as(user).messages().append(id, NewMessage.user("the pineapple is ripe"));
    chat.as(user).summaries().add(id, NewSummary.auto("pineapples", 1));
    for (Scope.Tenant stranger : chat.strangers(user)) {
      Hidden<ChatSession> hidden = new Hidden<>(chat.as(user), chat.as(stranger));
      hidden.by(id, NEVER, (session, key) -> session.summaries().latest(key));
      hidden.by(id, NEVER, (session, key) -> session.summaries().list(key, PAGE));
      for (long upTo : new long[] {0, 1, 2}) {
        hidden.by(
            id,
            NEVER,
            (session, key) -> session.summaries().add(key, NewSummary.auto("mine", upTo)));
      }
    }
  }
}
