package io.lyss.benchmarks.cluster;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Clients;
import io.lyss.benchmarks.figures.Server;
import io.lyss.benchmarks.figures.Side;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.chat.NewMessage;
import io.lyss.dao.provider.ChannelRequest;
import io.lyss.dao.provider.LimitPeriod;
import io.lyss.dao.provider.LimitUnit;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewBudget;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.NewReservation;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.provider.Quota;
import io.lyss.schema.LyssDatabase;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Four tenants of CHAT and PROVIDER on a server, whose rows lie on its nodes in turn. */
final class Tenants implements AutoCloseable {

  private static final int COUNT = 4;
  private static final int CLIENTS = 4;
  private static final PageRequest TWENTY = PageRequest.first(20);
  private static final BigDecimal PLENTY = new BigDecimal("1000000000000");

  /** A user of a tenant and what is the user's. */
  private record Client(Scope.TenantUser scope, UUID conversation, UUID channel) {}

  private final Volume volume;
  private final HikariDataSource pool;
  private final List<List<Client>> tenants = new ArrayList<>();

  private Tenants(Volume volume) {
    this.volume = volume;
    pool = volume.pool(COUNT * CLIENTS);
  }

  static Tenants on(Server server) throws SQLException {
    Tenants made = new Tenants(Volume.ofThisRun(server, LyssDatabase.CHAT, LyssDatabase.PROVIDER));
    for (UUID tenant : new Spread(server).tenants(COUNT)) {
      UUID channel = made.channel(tenant);
      made.tenants.add(
          IntStream.range(0, CLIENTS).mapToObj(n -> made.client(tenant, channel)).toList());
    }
    made.volume.execute("analyze");
    return made;
  }

  private Client client(UUID tenant, UUID channel) {
    Scope.TenantUser scope = Scope.TenantUser.of(tenant, UUID.randomUUID());
    ChatSession session = ChatService.over(pool).asUser(scope);
    UUID conversation = session.conversations().open(NewConversation.of("figures")).id();
    session
        .messages()
        .append(conversation, IntStream.range(0, 60).mapToObj(Tenants::message).toList());
    return new Client(scope, conversation, channel);
  }

  private UUID channel(UUID tenant) {
    ProviderSession system = ProviderService.over(pool).asSystem("figures");
    system
        .budgets(tenant)
        .create(NewBudget.ofTenant("figures", LimitUnit.AMOUNT, LimitPeriod.TOTAL, PLENTY));
    return system
        .channels(tenant)
        .createForTenant(
            NewChannel.of(
                    "figures",
                    system.types().get("openai").id(),
                    Ciphertext.of("aes256gcm:k1:bm9uY2Vub25jZW5vbmNlY2lwaGVydGV4dHRhZ3RhZ3RhZw=="),
                    Models.of("figures"))
                .withLimits(Quota.UNLIMITED, 1_000_000_000))
        .id();
  }

  private static NewMessage message(int n) {
    return NewMessage.user("Message " + n + ", said to a model by somebody who has a question.")
        .withTokens(12);
  }

  /** One client of the first tenant. */
  Side alone(Work work) throws SQLException {
    return volume.application(source -> call(source, work, tenants.get(0).get(0)));
  }

  /** All clients of so many tenants. */
  Clients atOnce(Work work, int count) {
    return new Clients(
        count * CLIENTS,
        client -> call(pool, work, tenants.get(client % count).get(client / count)));
  }

  private static Call call(DataSource source, Work work, Client client) {
    ChatSession chat = ChatService.over(source).asUser(client.scope);
    ProviderSession provider = ProviderService.over(source).asUser(client.scope);
    return switch (work) {
      case READ -> n -> chat.conversations().get(client.conversation);
      case PAGE -> n -> chat.messages().listNewestFirst(client.conversation, TWENTY);
      case APPEND -> n -> chat.messages().append(client.conversation, message(n));
      case RESERVE ->
          n ->
              provider
                  .quota()
                  .reserve(NewReservation.of(ChannelRequest.of("figures"), client.channel, 1));
    };
  }

  @Override
  public void close() {
    pool.close();
  }
}
