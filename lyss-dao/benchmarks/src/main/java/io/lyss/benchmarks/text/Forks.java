package io.lyss.benchmarks.text;

import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.chat.NewFork;
import io.lyss.dao.chat.NewMessage;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Conversations of the same texts, forked three times from each other, and one that is not. */
final class Forks {

  /** How much of its page a fork shares with others. */
  enum Kind {
    OWN("all of it its own", 60, 60, 60, 60),
    ONE("across one boundary", 60, 60, 60, 30),
    TWO("across two", 60, 60, 20, 20),
    THREE("across three", 60, 15, 15, 15);

    private final String description;
    private final int[] said;

    Kind(String description, int... said) {
      this.description = description;
      this.said = said;
    }

    @Override
    public String toString() {
      return description;
    }
  }

  private final Scope.TenantUser owner;
  private final UUID plain;
  private final Map<Kind, UUID> forks;

  private Forks(Scope.TenantUser owner, UUID plain, Map<Kind, UUID> forks) {
    this.owner = owner;
    this.plain = plain;
    this.forks = forks;
  }

  static Forks made(ChatService service) {
    Scope.TenantUser owner = Scope.TenantUser.of(Volume.uuid(1), UUID.randomUUID());
    ChatSession session = service.asUser(owner);
    Map<Kind, UUID> forks = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      UUID id = opened(session, kind.said[0]);
      long length = kind.said[0];
      for (int depth = 1; depth < kind.said.length; depth++) {
        id = session.conversations().fork(id, NewFork.after(length)).id();
        say(session, id, kind.said[depth]);
        length += kind.said[depth];
      }
      forks.put(kind, id);
    }
    return new Forks(owner, opened(session, 240), forks);
  }

  private static UUID opened(ChatSession session, int count) {
    UUID id = session.conversations().open(NewConversation.of("figures")).id();
    say(session, id, count);
    return id;
  }

  private static void say(ChatSession session, UUID id, int count) {
    session
        .messages()
        .append(
            id,
            IntStream.range(0, count)
                .mapToObj(i -> NewMessage.user("什么天气 and what a data model. ".repeat(5)))
                .toList());
  }

  /** Reads pages of a fork, or of the conversation that is not a fork. */
  Call page(DataSource source, @Nullable Kind kind) {
    UUID id = kind == null ? plain : forks.getOrDefault(kind, plain);
    ChatService service = ChatService.over(source);
    return n -> service.asUser(owner).messages().listNewestFirst(id, TextFigures.FIFTY);
  }
}
