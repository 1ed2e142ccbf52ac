package io.lyss.dao.chat;

import io.lyss.dao.Json;
import io.lyss.dao.testing.Replicated;
import io.lyss.dao.testing.Signed;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** A user, who has conversations. */
final class ChatWorld extends ServiceWorld<ChatSession> {

  private final String schema;

  ChatWorld(DataSource pool, String schema, Caller caller) {
    super(pool, caller);
    this.schema = schema;
  }

  @Override
  protected ChatService service(DataSource over) {
    return Signed.by(
            over, Replicated.over(over, ChatService::over, ChatService::over), ChatService::signer)
        .schema(schema);
  }

  private ChatSession owner() {
    return isSystem() ? as(Caller.USER) : me();
  }

  UUID conversation() {
    return owner().conversations().open(NewConversation.of("Weather")).id();
  }

  Conversation edited(ModelSettings settings) {
    return owner().conversations().get(conversation()).withTitle("y").withSettings(settings);
  }

  /** A conversation of two messages. */
  UUID talk() {
    UUID id = conversation();
    owner().messages().append(id, List.of(NewMessage.user("a?"), NewMessage.assistant("b")));
    return id;
  }

  String said() {
    String content = name("the pineapple is ripe ");
    owner().messages().append(conversation(), NewMessage.user(content));
    return content;
  }

  /** A conversation whose model waits for what the tool "a" answers. */
  UUID calling() {
    UUID id = conversation();
    owner().messages().append(id, NewMessage.toolCalls(new Json("[{\"id\": \"a\"}]")));
    return id;
  }

  /** Many messages, among them a tool call and its answer. */
  List<NewMessage> messages() {
    List<NewMessage> messages = new ArrayList<>(TestChat.said(50));
    messages.add(NewMessage.toolCalls(new Json("[{\"id\": \"a\"}]")));
    messages.add(NewMessage.tool("a", "sunny"));
    messages.add(NewMessage.assistant("Sunny.").answeredBy("m", 5).withTokens(3));
    return messages;
  }

  /** A conversation whose second message is rated. */
  UUID rated() {
    UUID id = talk();
    owner().ratings().rate(id, 2, NewRating.of(1).withComment("good"));
    return id;
  }

  /** No arguments; the tenant has set its retention. */
  Object[] retained() {
    retention();
    return new Object[0];
  }

  /** The days for which the tenant keeps conversations. */
  int retention() {
    return as(Caller.ADMIN).retention().set(30).keepDays();
  }

  /** Messages of another system. */
  List<ImportedMessage> imported() {
    // in a month that has a partition, because jobs run at the same time
    Instant time = Instant.now().minusSeconds(60);
    return TestChat.said(3).stream().map(message -> new ImportedMessage(message, time)).toList();
  }

  /** A conversation whose chat memory recalls its second message. */
  UUID recalling() {
    UUID id = talk();
    owner().conversations().recall(id, List.of(2L));
    return id;
  }

  /** A conversation with a summary. */
  UUID summedUp() {
    UUID id = talk();
    owner().summaries().add(id, NewSummary.auto("pineapples", 2));
    return id;
  }

  UUID deleted() {
    return owner().conversations().delete(conversation()).id();
  }

  /** Deletes a conversation, and returns a duration that has passed since. */
  Duration deletedFor() {
    deleted();
    return Duration.ZERO;
  }

  /** A user who has said something. */
  UUID speaker() {
    talk();
    return user();
  }
}
