package io.lyss.dao.chat;

import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.talks.Talks;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The conversations of a user of the chat service. */
record ChatTalks(TestChat chat, ChatSession session) implements Talks<UUID> {

  private static NewMessage message(Said said) {
    return NewMessage.user(said.text()).withId(said.id());
  }

  private static Stored stored(Message message) {
    return new Stored(message.sequence(), message.content(), message.createdAt());
  }

  @Override
  public UUID open() {
    return session.conversations().open(NewConversation.of("talk")).id();
  }

  @Override
  public List<Stored> append(UUID talk, List<Said> said) {
    return session.messages().append(talk, said.stream().map(ChatTalks::message).toList()).stream()
        .map(ChatTalks::stored)
        .toList();
  }

  @Override
  public Page<Stored> oldestFirst(UUID talk, PageRequest page) {
    return Talks.map(session.messages().listOldestFirst(talk, page), ChatTalks::stored);
  }

  @Override
  public Page<Stored> newestFirst(UUID talk, PageRequest page) {
    return Talks.map(session.messages().listNewestFirst(talk, page), ChatTalks::stored);
  }

  @Override
  public Page<UUID> byActivity(PageRequest page) {
    return Talks.map(session.conversations().list(page), Conversation::id);
  }

  @Override
  public void age(UUID talk, Duration opened, Duration lastActive) {
    Talks.age(chat, "lyss_chat", "conversation_messages", talk, opened, lastActive);
  }
}
