package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was said elsewhere keeps its times and its order, and is imported once. */
class ImportTest extends PlatformTest {

  private static final PageRequest PAGE = PageRequest.first(100);
  private static final Instant THEN = Instant.parse("2024-02-28T12:00:00Z");

  private final User user = platform.user();
  private final int provider = platform.personal(user).id();
  private final ConversationDao conversations = platform.as(user).conversations();
  private final MessageDao messages = platform.as(user).messages();

  private static UUID key(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private NewConversation of(String name) {
    return NewConversation.of(provider, name).withIdempotencyKey(key(name));
  }

  /** So many messages, each two weeks after the one before; their keys are in no order. */
  private static List<ImportedMessage> said(String name, int count) {
    List<ImportedMessage> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          new ImportedMessage(
              NewMessage.of(
                      i % 2 == 0 ? MessageRole.USER : MessageRole.ASSISTANT, name + " pawpaw " + i)
                  .withIdempotencyKey(key(name + i)),
              THEN.plus(Duration.ofDays(14L * i))));
    }
    return all;
  }

  @Test
  void anImportedConversationIsAsOldAsItsFirstMessageAndReadsLikeAnyOther() {
    List<ImportedMessage> said = said("a", 20);
    Conversation imported = conversations.importMessages(of("a"), said);
    assertThat(imported.messageCount()).isEqualTo(20);
    assertThat(imported.createdAt()).isEqualTo(THEN);
    assertThat(imported.lastActiveAt()).isEqualTo(said.get(19).writtenAt());
    List<Message> read = Paging.all(3, page -> messages.listOldestFirst(imported.id(), page));
    assertThat(read)
        .extracting(Message::createdAt)
        .isEqualTo(said.stream().map(ImportedMessage::writtenAt).toList());
    assertThat(read)
        .extracting(Message::content)
        .isEqualTo(said.stream().map(m -> m.message().content()).toList());
    assertThat(read).allMatch(m -> m.importedAt().isPresent());
    List<Message> back = Paging.all(3, page -> messages.listNewestFirst(imported.id(), page));
    Collections.reverse(back);
    assertThat(back).isEqualTo(read);
    assertThat(Paging.all(7, page -> messages.search("pawpaw", page))).containsAll(read);
    Message now = messages.append(imported.id(), NewMessage.of(MessageRole.USER, "and now"));
    assertThat(now.sequence()).isEqualTo(21);
    assertThat(now.importedAt()).isEmpty();
  }

  @Test
  void repeatedWholeOrInPartsItIsStoredOnce() {
    List<ImportedMessage> said = said("b", 12);
    Conversation first = conversations.importMessages(of("b"), said.subList(0, 5));
    assertThat(conversations.importMessages(of("b"), said.subList(0, 5))).isEqualTo(first);
    assertThat(conversations.importMessages(of("b"), said).messageCount()).isEqualTo(12);
    assertThat(conversations.importMessages(of("b"), said.subList(5, 12)).id())
        .isEqualTo(first.id());
    assertThat(messages.listOldestFirst(first.id(), PAGE).items())
        .extracting(Message::content)
        .isEqualTo(said.stream().map(m -> m.message().content()).toList());
    assertThat(conversations.importMessages(of("empty"), List.of()).messageCount()).isZero();
    Expect.duplicate(
        "conversations_user_id_idempotency_key_key", () -> conversations.open(of("b")));
  }

  @Test
  void anotherUserHasAnotherConversationUnderTheKey() {
    Conversation mine = conversations.importMessages(of("c"), said("c", 2));
    User other = platform.user();
    NewConversation theirs =
        NewConversation.of(platform.personal(other).id(), "c").withIdempotencyKey(key("c"));
    Conversation imported = platform.as(other).conversations().importMessages(theirs, said("c", 3));
    assertThat(imported.id()).isNotEqualTo(mine.id());
    assertThat(conversations.get(mine.id()).messageCount()).isEqualTo(2);
  }

  @Test
  void messagesOutOfOrderOrOfTheFutureAreRefusedAndNothingIsStored() {
    List<ImportedMessage> turned = new ArrayList<>(said("d", 3));
    Collections.reverse(turned);
    Expect.refused("messages_created_at", () -> conversations.importMessages(of("d"), turned));
    List<ImportedMessage> future =
        List.of(
            new ImportedMessage(
                NewMessage.of(MessageRole.USER, "x"), Instant.now().plusSeconds(60)));
    Expect.refused("messages_created_at", () -> conversations.importMessages(of("d"), future));
    List<ImportedMessage> ancient =
        List.of(
            new ImportedMessage(
                NewMessage.of(MessageRole.USER, "x"), Instant.EPOCH.minusSeconds(1)));
    Expect.refused("messages_created_at", () -> conversations.importMessages(of("d"), ancient));
    assertThat(conversations.list(PAGE).items())
        .extracting(Conversation::title)
        .doesNotContain("d");
    Conversation later = conversations.importMessages(of("d"), said("d", 3));
    Expect.refused(
        "messages_created_at",
        () ->
            conversations.importMessages(
                of("d"), List.of(new ImportedMessage(NewMessage.of(MessageRole.USER, "x"), THEN))));
    assertThat(conversations.get(later.id())).isEqualTo(later);
  }
}
