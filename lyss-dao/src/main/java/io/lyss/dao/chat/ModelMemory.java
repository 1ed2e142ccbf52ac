package io.lyss.dao.chat;

import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.internal.Texts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What libraries call a chat memory: the messages that a model gets, stored under a name and
 * replaced as a whole with each addition. Here it is a conversation that loses nothing. New
 * messages are appended. Those that the library drops stay in the conversation, but the model does
 * not get them any more.
 *
 * <p>A name that is a UUID is the conversation of that id. Any other stands for a conversation of
 * the user's own, which has the name as its title and is opened when the first message is added.
 *
 * <p>Thread-safe. If several callers write the same memory at the same time, no message is lost;
 * the memory has those of the last writer.
 *
 * @param <M> the library's messages
 */
public final class ModelMemory<M> {

  private static final int PAGE = 500;
  private static final int LONGEST_TITLE = 200;
  private static final String NO_TEXT = "(no text)";

  /** Translates a library's messages into LYSS's and back. */
  public interface Translation<M> {

    /** The messages to append for one of the library's: one, or one for each answer of a tool. */
    List<NewMessage> toLyss(M message);

    /** The library's messages for messages that follow each other in a conversation. */
    List<M> fromLyss(List<Message> messages);

    /** Whether two messages say the same. */
    boolean areAlike(M one, M other);
  }

  /**
   * The text of a message, or "(no text)" where it shows nothing: a message of images alone, say,
   * or an answer of white space. Models refuse messages without a text, and so does {@link
   * MessageDao#append}.
   */
  public static String orNoText(String text) {
    return Texts.isBlank(text) ? NO_TEXT : text;
  }

  private final Supplier<ChatSession> session;
  private final Translation<M> translation;

  /**
   * @param session supplies the session of the current user, at each call
   */
  public ModelMemory(Supplier<ChatSession> session, Translation<M> translation) {
    this.session = session;
    this.translation = translation;
  }

  /** The names of the current user's memories, those with the latest message first. */
  public List<String> names() {
    ChatSession me = session.get();
    List<String> names = new ArrayList<>();
    Optional<PageRequest> next = Optional.of(PageRequest.first(PAGE));
    while (next.isPresent()) {
      PageRequest request = next.get();
      Page<Conversation> page = me.conversations().list(request);
      page.items().forEach(conversation -> names.add(nameOf(me, conversation)));
      next = page.next().map(request::after);
    }
    return names;
  }

  /** The messages of a memory; empty if there is no such memory. */
  public List<M> read(String name) {
    ChatSession me = session.get();
    return translation.fromLyss(me.messages().listRecalled(idOf(me, name)));
  }

  /**
   * Makes a memory hold these messages, in this order. Those that it holds already are kept; the
   * others are appended to the conversation. So a changed system message adds itself to the
   * conversation, and not the messages after it again.
   *
   * @throws io.lyss.dao.error.ConstraintException if a message is refused, or there are more than
   *     1,000
   */
  public void write(String name, List<M> messages) {
    ChatSession me = session.get();
    UUID id = idOf(me, name);
    me.useTransaction(
        same -> {
          open(same, id, name);
          same.conversations().recall(id, sequences(same.messages(), id, messages));
        });
  }

  private List<Long> sequences(MessageDao dao, UUID id, List<M> messages) {
    List<Group<M>> held = new ArrayList<>(groups(dao.listRecalled(id)));
    List<Optional<Group<M>>> kept = new ArrayList<>();
    List<NewMessage> added = new ArrayList<>();
    for (M message : messages) {
      Optional<Group<M>> same = take(held, message);
      kept.add(same);
      if (same.isEmpty()) {
        added.addAll(translation.toLyss(message));
      }
    }
    Iterator<Message> appended = dao.append(id, added).iterator();
    List<Long> sequences = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (kept.get(i).isPresent()) {
        sequences.addAll(kept.get(i).get().sequences());
      } else {
        translation
            .toLyss(messages.get(i))
            .forEach(part -> sequences.add(appended.next().sequence()));
      }
    }
    return sequences;
  }

  /** Removes the first held message that says the same, and returns it. */
  private Optional<Group<M>> take(List<Group<M>> held, M message) {
    for (int i = 0; i < held.size(); i++) {
      if (translation.areAlike(held.get(i).message(), message)) {
        return Optional.of(held.remove(i));
      }
    }
    return Optional.empty();
  }

  /** One of the library's messages, and where it is in the conversation. */
  private record Group<M>(M message, List<Long> sequences) {}

  // A message of the library may be several here. Only the translation knows how many.
  private List<Group<M>> groups(List<Message> messages) {
    List<Group<M>> groups = new ArrayList<>();
    int from = 0;
    while (from < messages.size()) {
      int to = from + 1;
      while (to < messages.size()
          && translation.fromLyss(messages.subList(from, to + 1)).size() == 1) {
        to++;
      }
      List<Message> one = messages.subList(from, to);
      groups.add(
          new Group<>(
              translation.fromLyss(one).get(0), one.stream().map(Message::sequence).toList()));
      from = to;
    }
    return groups;
  }

  /**
   * Forgets a memory: its conversation is deleted, and can be restored until it is purged. The next
   * message under its name restores it, too: the model gets that message alone, and the owner sees
   * the whole conversation.
   */
  public void delete(String name) {
    ChatSession me = session.get();
    UUID id = idOf(me, name);
    me.useTransaction(
        same -> {
          if (same.conversations().find(id).isPresent()) {
            same.conversations().recall(id, List.of());
            same.conversations().delete(id);
          }
        });
  }

  private static void open(ChatSession session, UUID id, String name) {
    Conversation there =
        session
            .conversations()
            .find(id)
            // an import of nothing opens it unless somebody else does so at the same time
            .orElseGet(
                () ->
                    session
                        .conversations()
                        .importMessages(NewConversation.of(title(name)).withId(id), List.of()));
    if (there.status() == ConversationStatus.DELETED) {
      session.conversations().restore(id);
    }
  }

  private static String title(String name) {
    return name.substring(
        0,
        name.offsetByCodePoints(0, Math.min(LONGEST_TITLE, name.codePointCount(0, name.length()))));
  }

  private static UUID idOf(ChatSession session, String name) {
    return uuid(name).orElseGet(() -> named(session, name));
  }

  private static UUID named(ChatSession session, String name) {
    String owner =
        session.scope() instanceof Scope.TenantUser user
            ? user.tenantId() + "/" + user.userId()
            : "";
    return UUID.nameUUIDFromBytes(
        ("lyss/memory/" + owner + "/" + name).getBytes(StandardCharsets.UTF_8));
  }

  private static String nameOf(ChatSession session, Conversation conversation) {
    return named(session, conversation.title()).equals(conversation.id())
        ? conversation.title()
        : conversation.id().toString();
  }

  private static Optional<UUID> uuid(String name) {
    try {
      UUID id = UUID.fromString(name);
      return id.toString().equalsIgnoreCase(name) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
