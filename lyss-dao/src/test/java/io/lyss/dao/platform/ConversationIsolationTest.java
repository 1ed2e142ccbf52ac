package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Hidden;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationIsolationTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(10);
  private static final long NONE = NEVER;

  private final User user = platform.user();
  private final User stranger = platform.user();
  private final User admin = platform.admin();
  private final Conversation conversation = platform.conversation(user);

  @Test
  void aConversationOfAnotherUserIsNotFoundEvenByAnAdministrator() {
    long id = conversation.id();
    for (User somebody : List.of(stranger, admin)) {
      Hidden<PlatformSession> hidden = new Hidden<>(platform.as(user), platform.as(somebody));
      hidden.by(id, NONE, (session, key) -> session.conversations().find(key));
      hidden.by(id, NONE, (session, key) -> session.conversations().get(key));
      for (String title : List.of("mine", "x".repeat(9))) {
        hidden.by(id, NONE, (session, key) -> session.conversations().update(edited(key, title)));
      }
    }
    Hidden<PlatformSession> hidden = new Hidden<>(platform.as(user), platform.as(stranger));
    long deleted = platform.conversation(user).id();
    hidden.by(
        deleted,
        NONE,
        (session, key) -> {
          session.conversations().delete(key);
          return "deleted";
        });
    assertThat(platform.as(user).conversations().find(id)).isPresent();
  }

  /** The conversation as somebody who knows all of it would edit it, or one of another id. */
  private Conversation edited(long id, String title) {
    return new Conversation(
        id,
        conversation.userId(),
        conversation.providerId(),
        title,
        conversation.metadata(),
        conversation.createdAt(),
        conversation.updatedAt());
  }

  @Test
  void aProviderOfAnotherUserIsRefusedLikeOneThatDoesNotExist() {
    Hidden<PlatformSession> hidden = new Hidden<>(platform.as(user), platform.as(stranger));
    hidden.by(
        conversation.providerId(),
        NEVER,
        (session, key) -> session.conversations().open(key, "with theirs"));
  }

  @Test
  void noListSearchOrCursorShowsConversationsOfAnotherUser() {
    Conversation titled = platform.conversation(user);
    String title = titled.title();
    Cursor justBefore = new Cursor(titled.createdAt().plusSeconds(1), titled.id() + 1);
    for (User somebody : List.of(stranger, admin)) {
      ConversationDao dao = platform.as(somebody).conversations();
      assertThat(dao.list(PAGE).items()).isEmpty();
      assertThat(dao.list(PAGE.after(justBefore)).items()).isEmpty();
      assertThat(dao.search(title, PAGE).items()).isEmpty();
      assertThat(dao.search(title, PAGE.after(justBefore)).items()).isEmpty();
      assertThat(dao.search(title, PAGE.after(new Cursor(Instant.EPOCH, 0))).items()).isEmpty();
    }
    assertThat(platform.as(user).conversations().search(title, PAGE.after(justBefore)).items())
        .extracting(Conversation::id)
        .contains(titled.id());
  }
}
