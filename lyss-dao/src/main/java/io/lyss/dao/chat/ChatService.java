package io.lyss.dao.chat;

import io.lyss.dao.CallListener;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.chat.jooq.LyssChat;
import io.lyss.dao.internal.Connections;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.session.Service;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.Query;

/**
 * The database of conversations, behind a data source.
 *
 * <pre>{@code
 * ChatSession me = ChatService.over(dataSource).asUser(scope);
 * Conversation chat = me.conversations().open(NewConversation.of("Weather in Shanghai"));
 * me.messages().append(chat.id(), NewMessage.user("上海今天的天气怎么样？").withTokens(9));
 * Context context = me.messages().context(chat.id(), 20);
 * }</pre>
 *
 * <p>Only the owner sees what is said. Administrators and system work do not.
 */
public final class ChatService extends Service<ChatSession> {

  static final String DEFAULT_SCHEMA = LyssChat.LYSS_CHAT.getName();

  private final Connections connections;
  private final String schema;

  private ChatService(Connections connections, String schema) {
    super(connections, DEFAULT_SCHEMA, schema, "bind_tenant_scope", ChatSession::new);
    this.connections = connections;
    this.schema = schema;
  }

  /** The database in its default schema, {@code lyss_chat}. */
  public static ChatService over(DataSource dataSource) {
    return new ChatService(new Connections(dataSource), DEFAULT_SCHEMA);
  }

  /**
   * The same with a replica: reads go to it if it is fresh enough, and otherwise to the primary.
   *
   * @param primary receives each call that may write
   * @param replica a standby of it; several behind a data source that balances them
   */
  public static ChatService over(DataSource primary, DataSource replica) {
    return new ChatService(new Connections(primary, replica), DEFAULT_SCHEMA);
  }

  /**
   * The same with another limit for how stale the answers of a replica may be; the default is ten
   * seconds.
   *
   * @param longest longer than zero
   * @throws IllegalArgumentException if it is not
   * @throws IllegalStateException if there is no replica
   */
  public ChatService maxStaleness(Duration longest) {
    return new ChatService(connections.maxStaleness(longest), schema);
  }

  /**
   * The same in another schema.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if the name is anything else
   */
  public ChatService schema(String name) {
    return new ChatService(connections, name);
  }

  /**
   * The same with signed scopes, for a database that requires them. A database that does not
   * require them verifies the signatures all the same.
   *
   * @param with a signer with a key that was added to this database
   */
  public ChatService signer(ScopeSigner with) {
    return new ChatService(connections.signer(with), schema);
  }

  /**
   * The same with a further listener.
   *
   * @param listener receives each call
   */
  public ChatService listener(CallListener listener) {
    return new ChatService(connections.listener(listener), schema);
  }

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(DEFAULT_SCHEMA, row, query);
  }
}
