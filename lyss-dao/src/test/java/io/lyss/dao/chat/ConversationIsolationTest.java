package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Hidden;
import java.util.EnumSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConversationIsolationTest extends ChatServiceTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final Scope.Tenant user = chat.user();
  private final Conversation conversation = chat.conversation(user);

  @Test
  void anothersConversationIsAsOneThatNeverWasAlsoToAnAdministrator() {
    UUID id = conversation.id();
    ModelSettings bad = ModelSettings.DEFAULT.withMaxTokens(0);
    for (Scope.Tenant stranger : chat.strangers(user)) {
      Hidden<ChatSession> hidden = new Hidden<>(chat.as(user), chat.as(stranger));
      hidden.by(id, NEVER, (session, key) -> session.conversations().find(key));
      hidden.by(id, NEVER, (session, key) -> session.conversations().get(key));
      hidden.by(
          id,
          NEVER,
          (session, key) -> session.conversations().update(edited(key, ModelSettings.DEFAULT)));
      hidden.by(id, NEVER, (session, key) -> session.conversations().update(edited(key, bad)));
      hidden.by(id, NEVER, (session, key) -> session.conversations().archive(key));
      hidden.by(id, NEVER, (session, key) -> session.conversations().delete(key));
      hidden.by(id, NEVER, (session, key) -> session.conversations().restore(key));
    }
    assertThat(chat.as(user).conversations().get(id).status()).isEqualTo(ConversationStatus.ACTIVE);
  }

  /** The conversation as whoever knows all of it would edit it, or the same of another id. */
  private Conversation edited(UUID id, ModelSettings settings) {
    return new Conversation(
        id,
        conversation.userId(),
        "mine",
        settings,
        conversation.status(),
        conversation.messageCount(),
        conversation.tokenUsage(),
        conversation.openToolCalls(),
        conversation.lastActiveAt(),
        conversation.deletedAt(),
        conversation.createdAt(),
        conversation.updatedAt());
  }

  @Test
  void noListAndNoCursorShowsAnothers() {
    Cursor before = new Cursor(conversation.lastActiveAt().plusSeconds(1), conversation.id());
    for (Scope.Tenant stranger : chat.strangers(user)) {
      ConversationDao dao = chat.as(stranger).conversations();
      for (PageRequest page : new PageRequest[] {PAGE, PAGE.after(before)}) {
        assertThat(dao.list(page).items()).isEmpty();
        assertThat(dao.list(EnumSet.allOf(ConversationStatus.class), page).items()).isEmpty();
      }
    }
    assertThat(chat.as(user).conversations().list(PAGE.after(before)).items())
        .extracting(Conversation::id)
        .contains(conversation.id());
  }
}
