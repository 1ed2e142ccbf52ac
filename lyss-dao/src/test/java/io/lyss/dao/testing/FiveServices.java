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

  public final TestDatabase database = new TestDatabase(KINDS.toArray(LyssDatabase[]::new));
  public final UserService users = UserService.over(database.pool());
  public final ProviderService providers =
      ProviderService.over(database.pool()).tokenPepper(TokenPepper.of(new byte[32]));
  public final ChatService chats = ChatService.over(database.pool());
  public final MemoryService memories = MemoryService.over(database.pool());
  public final SharedService shared = SharedService.over(database.pool());
  public final Relay relay =
      Relay.of(users).providers(providers).chats(chats).memories(memories).shared(shared);

  public final List<Service<? extends ServiceSession<?>>> all() {
    return List.of(users, providers, chats, memories, shared);
  }

  @Override
  public void close() {
    database.close();
  }
}
