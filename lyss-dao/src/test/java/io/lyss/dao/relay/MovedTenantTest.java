package io.lyss.dao.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.chat.Conversation;
import io.lyss.dao.chat.Message;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.chat.NewMessage;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.memory.NewMemory;
import io.lyss.dao.provider.Channel;
import io.lyss.dao.provider.ChannelRequest;
import io.lyss.dao.provider.Consumption;
import io.lyss.dao.provider.IssuedToken;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.NewReservation;
import io.lyss.dao.provider.NewToken;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.provider.Quota;
import io.lyss.dao.provider.TokenVerification;
import io.lyss.dao.session.Service;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.testing.FiveServices;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.Login;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.TenantStatus;
import io.lyss.dao.user.User;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssTenants;
import io.lyss.throwaway.Whole;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant whose users write is moved to another installation, and goes on there. */
@Whole("misses a tenant that moves while its services work; LyssTenantsTest moves one that rests")
class MovedTenantTest {

  private static final PasswordHash HASH =
      PasswordHash.of("$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0");

  @TempDir private Path directory;

  private final Installation here = new Installation();
  private final Installation there = new Installation();

  private static final class Installation extends FiveServices {

    ProviderSession providers() {
      return providers.asSystem("test");
    }

    void relay() {
      assertThat(relay.run().failures()).isEmpty();
    }

    LyssTenants tenants(LyssDatabase kind) {
      return LyssTenants.of(kind, database.database().dataSource());
    }
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  /** What users do until they are refused; what was answered is done. */
  private final class Load {
    final Scope.TenantUser user;
    final Channel channel;
    final IssuedToken token;
    final Conversation conversation;
    final List<UUID> appended = Collections.synchronizedList(new ArrayList<>());
    final List<UUID> settled = Collections.synchronizedList(new ArrayList<>());
    final List<String> remembered = Collections.synchronizedList(new ArrayList<>());

    Load(Scope.TenantUser user, Channel channel) {
      this.user = user;
      this.channel = channel;
      token =
          here.providers
              .asUser(user)
              .tokens()
              .issue(NewToken.of("t").withLimits(new Quota(1_000_000), 1_000_000));
      conversation = here.chats.asUser(user).conversations().open(NewConversation.of("Trees"));
    }

    void append(Installation where) {
      Message message =
          where
              .chats
              .asUser(user)
              .messages()
              .append(conversation.id(), NewMessage.user("an oak, number " + appended.size()));
      appended.add(message.id());
    }

    void settle(Installation where) {
      NewReservation reservation =
          NewReservation.of(
              ChannelRequest.of("m").withToken(token.details().id()), channel.id(), 2);
      where.providers.asUser(user).quota().reserve(reservation);
      where
          .providers
          .asUser(user)
          .quota()
          .settle(reservation.id(), Consumption.ofTokens(1, 0, "USD", BigDecimal.ONE));
      settled.add(reservation.id());
    }

    void remember(Installation where) {
      String text = "likes trees, number " + remembered.size();
      where.memories.asUser(user).memories().remember(NewMemory.of(text));
      remembered.add(text);
    }

    /** Writes until the tenant is closed, and returns how often. */
    int until(Runnable write) {
      for (int done = 0; ; done++) {
        try {
          write.run();
        } catch (ScopeDeniedException e) {
          assertThat(e).hasMessageContaining("not active");
          return done;
        }
      }
    }
  }

  @Test
  void everythingIsThereAfterwards() throws Exception {
    UUID tenant = here.users.asSystem("test").tenants().create(NewTenant.of("Acme", "acme")).id();
    User ann =
        here.users
            .asSystem("test")
            .users(tenant)
            .create(NewUser.of("ann@acme.test", HASH).withRole(TenantRole.TENANT_ADMIN));
    Scope.TenantUser admin =
        new Scope.TenantUser(tenant, ann.id(), Set.of(), TenantRole.TENANT_ADMIN);
    Channel channel =
        here.providers()
            .channels(tenant)
            .createForTenant(
                NewChannel.of(
                    "Ours",
                    here.providers().types().get("openai").id(),
                    Ciphertext.of("aes256gcm:k2:bm9uY2Vub25jZW5vbmNlY2lwaGVydGV4dHRhZ3RhZ3RhZw=="),
                    Models.of("m")));
    here.shared.asUser(admin).settings().set("theme", new Json("\"dark\""));
    here.relay();
    Load load = new Load(admin, channel);
    // others are there, and stay
    UUID other = there.users.asSystem("test").tenants().create(NewTenant.of("Other", "other")).id();
    there.relay();

    ExecutorService writers = Executors.newFixedThreadPool(3);
    try {
      List<Future<Integer>> written =
          List.of(
              writers.submit(() -> load.until(() -> load.append(here))),
              writers.submit(() -> load.until(() -> load.settle(here))),
              writers.submit(() -> load.until(() -> load.remember(here))));
      while (load.appended.size() < 5 || load.settled.size() < 5 || load.remembered.size() < 5) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      here.users.asSystem("a move").tenants().suspend(tenant);
      here.relay();
      for (Future<Integer> writer : written) {
        assertThat(writer.get(60, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(5);
      }
    } finally {
      writers.shutdownNow();
    }
    // what they had published
    here.relay();
    for (LyssDatabase kind : FiveServices.KINDS) {
      here.tenants(kind).exportTo(tenant, directory.resolve(kind.name()));
    }
    for (LyssDatabase kind : FiveServices.KINDS) {
      there.tenants(kind).importFrom(directory.resolve(kind.name()));
    }
    there.relay();
    assertThatExceptionOfType(ScopeDeniedException.class).isThrownBy(() -> load.append(there));
    there.users.asSystem("a move").tenants().restore(tenant);
    there.relay();

    isThere(load, ann);
    // and goes on
    load.append(there);
    load.settle(there);
    load.remember(there);
    isThere(load, ann);
    assertThatExceptionOfType(ScopeDeniedException.class).isThrownBy(() -> load.append(here));
    assertThat(there.users.asSystem("test").tenants().get(other).status())
        .isEqualTo(TenantStatus.ACTIVE);
  }

  private void isThere(Load load, User ann) {
    Login login = there.users.asSystem("test").logins().find("acme", "ann@acme.test").orElseThrow();
    assertThat(login.userId()).isEqualTo(ann.id());
    assertThat(login.passwordHash()).isEqualTo(HASH);
    assertThat(there.providers.verify(load.token.secret().reveal()).outcome())
        .isEqualTo(TokenVerification.Outcome.VALID);
    assertThat(there.providers().channels(ann.tenantId()).get(load.channel.id()).name())
        .isEqualTo("Ours");
    assertThat(
            there
                .chats
                .asUser(load.user)
                .messages()
                .listOldestFirst(load.conversation.id(), PageRequest.first(1000))
                .items())
        .extracting(Message::id)
        .startsWith(load.appended.get(0))
        .containsAll(load.appended.subList(0, Math.min(1000, load.appended.size())));
    assertThat(there.chats.asUser(load.user).messages().search("oak", PageRequest.first(5)).items())
        .hasSize(5);
    assertThat(there.memories.asUser(load.user).memories().findByText(load.remembered.get(3)))
        .isPresent();
    assertThat(there.shared.asUser(load.user).settings().get("theme").value())
        .isEqualTo(new Json("\"dark\""));
    assertThat(there.providers().quota(ann.tenantId()).reconcile()).isEmpty();
    // some calls may have been done without an answer
    assertThat(
            Integer.parseInt(
                there
                    .database
                    .query(
                        "select sum(used) from lyss_provider.quota_counters where measure = 'quota' and tenant_id = '%s' and limit_id = '%s'"
                            .formatted(ann.tenantId(), load.token.details().id()))
                    .get(0)))
        .isBetween(load.settled.size(), load.settled.size() + 1);
    assertThat(
            there.database.query(
                "select sum(requests) from lyss_provider.usage_totals where tenant_id = '%s'"
                    .formatted(ann.tenantId())))
        .isNotEmpty();
    if (!TestDatabase.ON_CITUS) { // where entries are not sealed
      for (Service<? extends ServiceSession<?>> service : there.all()) {
        assertThat(service.asSystem("test").audit(ann.tenantId()).verify()).isEmpty();
      }
    }
  }
}
