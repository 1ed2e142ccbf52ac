package io.lyss.dao.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageDaoTest extends PlatformTest {

  private static final String FACE = "\uD83D\uDE00";
  private static final PageRequest PAGE = PageRequest.first(1000);

  private final User user = platform.user();
  private final Conversation conversation = platform.conversation(user);
  private final MessageDao messages = platform.as(user).messages();

  private static List<NewMessage> said(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> NewMessage.of(MessageRole.values()[i % 3], "message " + i))
        .toList();
  }

  private static NewMessage with(String metadata) {
    return NewMessage.of(MessageRole.USER, "x").withMetadata(new Json(metadata));
  }

  @Test
  void aMessageIsAsGiven() {
    Conversation fresh = platform.conversation(user);
    for (MessageRole role : MessageRole.values()) {
      Message message =
          messages.append(
              fresh.id(), NewMessage.of(role, FACE).withMetadata(new Json("{\"n\": 1}")));
      assertThat(message.conversationId()).isEqualTo(fresh.id());
      assertThat(message.role()).isEqualTo(role);
      assertThat(message.content()).isEqualTo(FACE);
      assertThat(message.metadata()).isEqualTo(new Json("{\"n\": 1}"));
      assertThat(messages.listNewestFirst(fresh.id(), PageRequest.first(1)).items())
          .containsExactly(message);
    }
  }

  @Test
  void manyMessagesAreAppendedInTheirOrder() {
    Conversation fresh = platform.conversation(user);
    List<Message> appended = messages.append(fresh.id(), said(1000));
    assertThat(appended)
        .extracting(Message::content)
        .containsExactlyElementsOf(said(1000).stream().map(NewMessage::content).toList());
    assertThat(messages.listOldestFirst(fresh.id(), PAGE).items()).isEqualTo(appended);
    List<Message> turned = new ArrayList<>(appended);
    Collections.reverse(turned);
    assertThat(messages.listNewestFirst(fresh.id(), PAGE).items()).isEqualTo(turned);
  }

  @Test
  void appendingNoMessagesDoesNothing() {
    assertThat(messages.append(conversation.id(), List.of())).isEmpty();
  }

  @Test
  void aMessageMayBeLong() {
    String book = ("It was a dark and stormy night. " + FACE).repeat(40_000);
    Conversation fresh = platform.conversation(user);
    assertThat(messages.append(fresh.id(), NewMessage.of(MessageRole.ASSISTANT, book)).content())
        .isEqualTo(book);
    assertThat(messages.search("stormy night", PageRequest.first(1)).items())
        .extracting(Message::conversationId)
        .containsExactly(fresh.id());
  }

  @Test
  void ifOneMessageIsRefusedAllAre() {
    Conversation fresh = platform.conversation(user);
    List<NewMessage> one =
        List.of(
            NewMessage.of(MessageRole.USER, "good"),
            with("[]"),
            NewMessage.of(MessageRole.USER, "too"));
    Expect.refused("messages_metadata_check", () -> messages.append(fresh.id(), one));
    Expect.refused("", () -> messages.append(fresh.id(), with("{")));
    for (String escape : List.of("\\u0000", "\\uD83D", "\\ude00\\ud83d")) {
      Expect.refused(
          "metadata",
          "metadata is no valid text",
          () -> messages.append(fresh.id(), with("{\"a\": \"" + escape + "\"}")));
    }
    Expect.refused(
        "contents", () -> messages.append(fresh.id(), NewMessage.of(MessageRole.USER, "nul\0nul")));
    assertThat(messages.listOldestFirst(fresh.id(), PAGE).items()).isEmpty();
  }

  @Test
  void anUnknownConversationIsNotFoundAndHasNoMessages() {
    Expect.notFound(
        "conversation",
        NEVER,
        () -> messages.append(NEVER, NewMessage.of(MessageRole.USER, "hello?")));
    Expect.notFound("conversation", NEVER, () -> messages.append(NEVER, said(3)));
    assertThat(messages.listOldestFirst(NEVER, PAGE).items()).isEmpty();
    assertThat(messages.listNewestFirst(NEVER, PAGE).items()).isEmpty();
  }

  @Test
  void inASystemScopeEveryCallIsRefused() {
    MessageDao system = platform.system().messages();
    Expect.needsUser(() -> system.append(1, NewMessage.of(MessageRole.USER, "x")));
    Expect.needsUser(() -> system.append(1, List.of()));
    Expect.needsUser(() -> system.listNewestFirst(1, PAGE));
    Expect.needsUser(() -> system.listOldestFirst(1, PAGE));
    Expect.needsUser(() -> system.search("x", PAGE));
  }

  @Test
  void aSearchGoesThroughAllConversationsFromTheNewestBack() {
    User searcher = platform.user();
    MessageDao dao = platform.as(searcher).messages();
    List<Message> found = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long id = platform.conversation(searcher).id();
      dao.append(id, NewMessage.of(MessageRole.USER, "nothing of the kind"));
      found.add(0, dao.append(id, NewMessage.of(MessageRole.ASSISTANT, "It rains in Kyōto " + i)));
    }
    Message chinese =
        dao.append(
            found.get(0).conversationId(), NewMessage.of(MessageRole.USER, "天气预报 for tomorrow"));
    assertThat(dao.search("raining kyōto", PAGE).items()).isEqualTo(found);
    assertThat(Paging.all(1, page -> dao.search("rain", page))).isEqualTo(found);
    assertThat(Paging.all(3, page -> dao.search("rain", page))).isEqualTo(found);
    assertThat(dao.search("天气预报", PAGE).items()).containsExactly(chinese);
    assertThat(dao.search("预报 tomorrow", PAGE).items()).containsExactly(chinese);
    assertThat(dao.search("报天", PAGE).items()).isEmpty();
    assertThat(dao.search("the", PAGE).items()).isEmpty();
    assertThat(dao.search("", PAGE).items()).isEmpty();
  }

  @Test
  void pagesCoverAllOnceInBothDirectionsWhileMessagesComeIn() {
    long id = platform.conversation(user).id();
    // the messages of one call have one time: only the sequence orders them
    messages.append(id, said(10));
    messages.append(id, said(3));
    messages.append(id, said(1));
    for (int size : List.of(1, 3, 7, 1000)) {
      List<Message> before = messages.listOldestFirst(id, PAGE).items();
      List<Message> late = new ArrayList<>();
      Runnable comeIn =
          () -> {
            if (late.size() < 6) {
              late.addAll(messages.append(id, said(2)));
            }
          };
      List<Message> turned = new ArrayList<>(before);
      Collections.reverse(turned);
      assertThat(Paging.all(size, page -> messages.listNewestFirst(id, page), comeIn))
          .isEqualTo(turned);
      List<Message> all = new ArrayList<>(before);
      all.addAll(late);
      late.clear();
      List<Message> read = Paging.all(size, page -> messages.listOldestFirst(id, page), comeIn);
      all.addAll(late);
      assertThat(read).isEqualTo(all);
    }
  }
}
