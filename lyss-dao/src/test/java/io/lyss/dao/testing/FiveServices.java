package io.lyss.dao.testing;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.TokenPepper;
import io.lyss.dao.relay.Relay;
import io.lyss.dao.session.Service;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
import java.util.List;

/** The five services, side by side in one database, and a relay that reports between them. */
public class FiveServices implements AutoCloseable {

  public static final List<LyssDatabase> KINDS =
      List.of(
          LyssDatabase.USER,
          LyssDatabase.PROVIDER,
          LyssDatabase.CHAT,
          LyssDatabase.MEMORY,
          LyssDatabase.SHARED);

  public final TestDatabase database;
  public final UserService users;
  public final ProviderService providers;
  public final ChatService chats;
  public final MemoryService memories;
  public final SharedService shared;
  public final Relay relay;

  public FiveServices() {
    this(new TestDatabase(KINDS.toArray(LyssDatabase[]::new)));
  }

  /**
   * @param database has all five; it is closed with them
   */
  public FiveServices(TestDatabase database) {
    this.database = database;
    users = UserService.over(database.pool());
    providers = ProviderService.over(database.pool()).tokenPepper(TokenPepper.of(new byte[32]));
    chats = ChatService.over(database.pool());
    memories = MemoryService.over(database.pool());
    shared = SharedService.over(database.pool());
    relay = Relay.of(users).providers(providers).chats(chats).memories(memories).shared(shared);
  }

  public final List<Service<? extends ServiceSession<?>>> all() {
    return List.of(users, providers, chats, memories, shared);
  }

  @Override
  public void close() {
    database.close();
  }
}
