package io.lyss.benchmarks.jobs;

import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.chat.NewMessage;
import java.util.UUID;
import javax.sql.DataSource;

/** What a reader and a writer of CHAT call. */
final class ChatCalls {

  private static final PageRequest FIFTY = PageRequest.first(50);
  private static final int USERS = 1000;

  private ChatCalls() {}

  /** The newest messages of conversations of all ages. */
  static Call read(DataSource source, long conversations) {
    ChatService service = ChatService.over(source);
    return n -> {
      // one in a hundred is deleted
      long conversation = n * 7919L % (conversations / 100) * 100 + 1 + n % 99;
      service
          .asUser(Scope.TenantUser.of(Volume.uuid(1), Volume.uuid(1 + conversation % USERS)))
          .messages()
          .listNewestFirst(Volume.uuid(conversation), FIFTY);
    };
  }

  /** A conversation of one message. */
  static Call write(DataSource source) {
    ChatSession session =
        ChatService.over(source).asUser(Scope.TenantUser.of(Volume.uuid(1), UUID.randomUUID()));
    return n -> {
      UUID conversation = session.conversations().open(NewConversation.of("figures")).id();
      session.messages().append(conversation, NewMessage.user("message " + n));
    };
  }
}
