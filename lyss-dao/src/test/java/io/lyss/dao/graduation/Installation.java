package io.lyss.dao.graduation;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** The five services, side by side in one database. */
final class Installation implements AutoCloseable {

  static final List<LyssDatabase> SERVICES =
      List.of(
          LyssDatabase.USER,
          LyssDatabase.PROVIDER,
          LyssDatabase.CHAT,
          LyssDatabase.MEMORY,
          LyssDatabase.SHARED);

  final TestDatabase database = new TestDatabase(SERVICES.toArray(LyssDatabase[]::new));
  final UserService users = UserService.over(database.pool());
  final ProviderService providers = ProviderService.over(database.pool());
  final ChatService chats = ChatService.over(database.pool());

  Map<LyssDatabase, DataSource> dataSources(UnaryOperator<DataSource> wrapped) {
    Map<LyssDatabase, DataSource> sources = new EnumMap<>(LyssDatabase.class);
    SERVICES.forEach(
        service -> sources.put(service, wrapped.apply(database.database().dataSource())));
    return sources;
  }

  @Override
  public void close() {
    database.close();
  }
}
