package io.lyss.dao.graduation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.User;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.Plan;
import io.lyss.dao.user.TenantStatus;
import io.lyss.schema.GraduatedChannel;
import io.lyss.schema.GraduatingProvider;
import io.lyss.schema.GraduatingTenant;
import io.lyss.schema.GraduationPass;
import io.lyss.schema.GraduationPlan;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssGraduation;
import io.lyss.schema.LyssMigrationException;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An organisation becomes a tenant: who could see and use what can, and nobody else notices. */
@OneIn(5)
class GraduationTest {

  private static final String MODEL = "gpt";

  private final Organisation here = new Organisation(42);
  private final Installation there = new Installation();
  private final UUID tenant = Ids.next();

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private LyssGraduation graduation(UnaryOperator<DataSource> wrapped) {
    return LyssGraduation.of(
            wrapped.apply(here.database.database().dataSource()),
            there.dataSources(wrapped),
            new GraduatingTenant(tenant, "Acme", "acme", "pro", 100, 10_000, "EUR"))
        .channels(GraduationTest::channel)
        .batch(7);
  }

  private LyssGraduation graduation() {
    return graduation(UnaryOperator.identity());
  }

  private static GraduatedChannel channel(GraduatingProvider provider) {
    return new GraduatedChannel(
        provider.providerType().equals("custom") ? "zhipu" : "openai",
        key(provider.channel()),
        List.of(MODEL),
        Map.of(MODEL, "gpt-5"));
  }

  /** Bound to the channel, as a host binds it. */
  private static String key(UUID channel) {
    return "new:" + channel.toString().replace("-", "") + "AAAAAAAA";
  }

  private UUID newId(String kind, long id) {
    return graduation().newId(kind, id).orElseThrow();
  }

  /** Empty for who may not log in. */
  private Optional<Scope.TenantUser> scope(User user) {
    try {
      return Optional.of(
          there.users.asSystem("test").logins().scope(tenant, newId("user", user.id())));
    } catch (ScopeDeniedException e) {
      return Optional.empty();
    }
  }

  private boolean canUse(User user, Provider provider) {
    return scope(user)
        .map(
            scope ->
                there
                    .providers
                    .asUser(scope)
                    .channels()
                    .canUse(newId("provider", provider.id()), MODEL))
        .orElse(false);
  }

  private void assertAccessIsTheSame() {
    int granted = 0;
    for (User user : here.users) {
      for (Provider provider : here.providers) {
        boolean could = here.system().providers().canUserAccessProvider(user.id(), provider.id());
        assertThat(canUse(user, provider)).as("%s, %s", user, provider).isEqualTo(could);
        granted += could ? 1 : 0;
      }
    }
    assertThat(granted).isGreaterThan(8);
  }

  private record Said(long sequence, String role, String content, Json metadata, String at) {}

  private void assertConversationsAreTheSame() {
    int compared = 0;
    for (User user : here.users) {
      Optional<Scope.TenantUser> scope = scope(user);
      if (scope.isEmpty()) {
        continue;
      }
      List<Conversation> old =
          here.as(user).conversations().listByActivity(Organisation.ALL).items();
      List<io.lyss.dao.chat.Conversation> now =
          there.chats.asUser(scope.get()).conversations().list(Organisation.ALL).items();
      assertThat(now)
          .extracting(io.lyss.dao.chat.Conversation::id)
          .containsExactlyElementsOf(old.stream().map(c -> newId("conversation", c.id())).toList());
      for (int i = 0; i < old.size(); i++) {
        assertThat(now.get(i).title()).isEqualTo(old.get(i).title());
        assertThat(now.get(i).messageCount()).isEqualTo(old.get(i).messageCount());
        assertThat(now.get(i).createdAt()).isEqualTo(old.get(i).createdAt());
        assertThat(
                there
                    .chats
                    .asUser(scope.get())
                    .messages()
                    .listOldestFirst(now.get(i).id(), Organisation.ALL)
                    .items())
            .extracting(
                m ->
                    new Said(
                        m.sequence(),
                        m.role().name(),
                        m.content(),
                        m.metadata(),
                        m.createdAt() + " " + m.importedAt()))
            .containsExactlyElementsOf(
                here
                    .as(user)
                    .messages()
                    .listOldestFirst(old.get(i).id(), Organisation.ALL)
                    .items()
                    .stream()
                    .map(
                        m ->
                            new Said(
                                m.sequence(),
                                m.role().name(),
                                m.content().isEmpty() ? " " : m.content(),
                                m.metadata(),
                                m.createdAt() + " " + m.importedAt()))
                    .toList());
        compared++;
      }
      assertThat(
              there
                  .chats
                  .asUser(scope.get())
                  .messages()
                  .search("天气", PageRequest.first(100))
                  .items())
          .hasSameSizeAs(here.as(user).messages().search("天气", PageRequest.first(100)).items());
    }
    assertThat(compared).isGreaterThan(10);
  }

  /** Rows and sums, user by user. */
  private void assertUsageIsTheSame() {
    for (User user : here.users) {
      assertThat(
              there.database.query(
                  "select count(*) || ' ' || coalesce(sum(cost), 0)::numeric(20, 8) || ' ' || coalesce(sum(prompt_tokens + completion_tokens), 0) from lyss_provider.usage_records where tenant_id = '%s' and user_id = '%s'"
                      .formatted(tenant, newId("user", user.id()))))
          .isEqualTo(
              here.database.query(
                  "select count(*) || ' ' || coalesce(sum(cost), 0)::numeric(20, 8) || ' ' || coalesce(sum(tokens_used), 0) from lyss_platform.usage_statistics where user_id = "
                      + user.id()));
    }
  }

  private void assertAllIsThere() {
    assertAccessIsTheSame();
    assertConversationsAreTheSame();
    assertUsageIsTheSame();
    for (User user : here.users) {
      User now = here.system().users().get(user.id());
      var moved = there.users.asSystem("test").users(tenant).get(newId("user", user.id()));
      assertThat(moved.email()).isEqualTo(now.email());
      assertThat(moved.role())
          .isEqualTo(
              now.role() == io.lyss.dao.platform.UserRole.ADMIN
                  ? TenantRole.TENANT_ADMIN
                  : TenantRole.END_USER);
      if (now.active()) {
        assertThat(
                there
                    .users
                    .asSystem("test")
                    .logins()
                    .find("acme", now.email())
                    .orElseThrow()
                    .passwordHash())
            .isEqualTo(Organisation.HASH);
      }
    }
    for (Provider provider : here.providers) {
      UUID channel = newId("provider", provider.id());
      assertThat(there.providers.asSystem("test").channels(tenant).key(channel).reveal())
          .isEqualTo(key(channel));
    }
    for (LyssDatabase service : Installation.SERVICES) {
      assertThat(
              there.database.query(
                  "select subject_id from %s.legal_holds where tenant_id = '%s'"
                      .formatted(service.defaultSchema(), tenant)))
          .containsExactly(newId("user", here.users.get(4).id()).toString());
    }
  }

  /** Another tenant, which must not change. */
  private Scope.TenantUser rival() {
    UUID id = there.users.asSystem("test").tenants().create(NewTenant.of("Rival", "rival")).id();
    var user =
        there
            .users
            .asSystem("test")
            .users(id)
            .create(
                io.lyss.dao.user.NewUser.of("eve@rival.test", Organisation.HASH)
                    .withRole(TenantRole.TENANT_ADMIN));
    Scope.TenantUser scope = there.users.asSystem("test").logins().scope(id, user.id());
    UUID talk = there.chats.asUser(scope).conversations().open(NewConversation.of("Mine")).id();
    there.chats.asUser(scope).messages().append(talk, io.lyss.dao.chat.NewMessage.user("hello"));
    return scope;
  }

  private List<String> rowsOf(Scope.TenantUser scope) {
    List<String> rows = new ArrayList<>();
    for (LyssDatabase service : Installation.SERVICES) {
      for (String query :
          there.database.query(
              "select query from %s.tenant_tables('%s')"
                  .formatted(service.defaultSchema(), scope.tenantId()))) {
        rows.addAll(there.database.query("select t::text from (" + query + ") as t"));
      }
    }
    return rows;
  }

  @Test
  void accessStaysTheSameAndOtherTenantsAreUnchanged() {
    Scope.TenantUser rival = rival();
    List<String> rivals = rowsOf(rival);

    GraduationPlan plan = graduation().plan();
    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.gaps())
        .containsKey("messages without a text: a space stands for it")
        .containsKey("conversations with metadata: it stays here");
    assertThat(graduation().copy().number()).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      here.change();
      GraduationPass pass = graduation().copy();
      assertThat(pass.number()).isEqualTo(i + 2);
      assertThat(pass.rows().get("conversations")).isBetween(1L, 10L);
    }
    // nobody works there before it is finished
    assertThat(there.users.asSystem("test").tenants().get(tenant).status())
        .isEqualTo(TenantStatus.SUSPENDED);
    here.change();
    graduation().close();
    plan = graduation().plan();
    assertThat(graduation().finish()).isEqualTo(plan.rows());
    assertThat(graduation().verify()).isEqualTo(plan.rows());

    assertAllIsThere();
    assertThat(rowsOf(rival)).isEqualTo(rivals);
    // and goes on there
    User user = here.users.get(0);
    Conversation talk = here.as(user).conversations().list(Organisation.ALL).items().get(0);
    assertThat(
            there
                .chats
                .asUser(scope(user).orElseThrow())
                .messages()
                .append(
                    newId("conversation", talk.id()), io.lyss.dao.chat.NewMessage.user("further"))
                .sequence())
        .isEqualTo(talk.messageCount() + 1);
  }

  @Test
  void whatWasStoredHereIsStoredThereUnderTheSameKey() {
    Conversation talk = here.conversations.get(1);
    NewMessage message = NewMessage.of(MessageRole.USER, "once");
    long sequence =
        here.platform.asUser(talk.userId()).messages().append(talk.id(), message).sequence();
    graduation().copy();
    graduation().close();
    graduation().finish();
    User owner = here.users.stream().filter(u -> u.id() == talk.userId()).findFirst().orElseThrow();
    assertThat(
            there
                .chats
                .asUser(scope(owner).orElseThrow())
                .messages()
                .append(
                    newId("conversation", talk.id()),
                    io.lyss.dao.chat.NewMessage.user("once").withId(message.idempotencyKey()))
                .sequence())
        .isEqualTo(sequence);
  }

  @Test
  void whoWritesAfterwardsIsRefusedAndReadsOn() {
    graduation().copy();
    graduation().close();
    graduation().close();
    Conversation talk = here.conversations.get(1);
    var owner = here.platform.asUser(talk.userId());
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> here.say(talk))
        .withMessageContaining("the organisation is closed");
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> here.addUser(io.lyss.dao.platform.UserRole.USER));
    assertThatExceptionOfType(ScopeDeniedException.class).isThrownBy(here::addProvider);
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> owner.conversations().delete(talk.id()));
    assertThat(owner.messages().listOldestFirst(talk.id(), Organisation.ALL).items()).isNotEmpty();

    graduation().reopen();
    graduation().reopen();
    here.say(talk);
    graduation().close();
    graduation().finish();
    assertAllIsThere();
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().reopen())
        .withMessageContaining("finished");
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().copy())
        .withMessageContaining("finished");
    // only opens the tenant once more
    graduation().finish();
  }

  @Test
  void itIsRefusedBeforeItIsCopiedOrClosed() {
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().close())
        .withMessageContaining("not begun");
    graduation().copy();
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().finish())
        .withMessageContaining("close it first");
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().verify())
        .withMessageContaining("close it first");
  }

  @Test
  void aPlanSaysWhatIsInTheWay() {
    rival();
    there
        .users
        .asSystem("test")
        .tenants()
        .create(new NewTenant(tenant, "Acme", "acme", Plan.BASIC, 100, 10_000));
    GraduationPlan plan =
        LyssGraduation.of(
                here.database.database().dataSource(),
                there.dataSources(UnaryOperator.identity()),
                new GraduatingTenant(tenant, "Acme", "acme", "pro", 2, 10_000, "EUR"))
            .channels(p -> new GraduatedChannel("nothing", key(p.channel()), List.of(), Map.of()))
            .plan();
    assertThat(plan.refusals())
        .anyMatch(why -> why.contains("the table tenants of USER has rows of the tenant"))
        .anyMatch(why -> why.contains("users are active, and the tenant may have 2"))
        .anyMatch(why -> why.contains("has no such kind"));
    assertThatExceptionOfType(LyssMigrationException.class).isThrownBy(() -> graduation().copy());
    assertThat(here.database.query("select 1 from lyss_platform.graduations")).isEmpty();
  }

  @Test
  @Whole("what a graduation leaves that is cut in its midst")
  void resumesAfterBeingKilledAtAnyCommit() {
    int deaths = 0;
    for (int life = 1; ; life++) {
      Mortal mortal = new Mortal(life / 2, life % 2 == 0);
      try {
        graduation(mortal::of).copy();
        break;
      } catch (LyssMigrationException e) {
        assertThat(e).hasMessageContaining(Mortal.KILLED);
        deaths++;
      }
    }
    assertThat(deaths).isGreaterThan(30);
    here.change();
    graduation().copy();
    for (int life = 1; ; life++) {
      Mortal mortal = new Mortal(life / 2, life % 2 == 0);
      try {
        graduation(mortal::of).close();
        graduation(mortal::of).finish();
        break;
      } catch (LyssMigrationException e) {
        assertThat(e).hasMessageContaining(Mortal.KILLED);
      }
    }
    graduation().verify();
    assertAllIsThere();
  }

  @Test
  void aSecondGraduationIsRefused() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    Thread first =
        new Thread(
            () ->
                graduation()
                    .listener(
                        pass -> {
                          working.countDown();
                          try {
                            told.await(60, TimeUnit.SECONDS);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        })
                    .copy());
    first.start();
    try {
      assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
      assertThatExceptionOfType(LyssMigrationException.class)
          .isThrownBy(() -> graduation().copy())
          .withMessageContaining("somebody else");
    } finally {
      told.countDown();
      first.join();
    }
    graduation().close();
    graduation().finish();
    assertAllIsThere();
  }

  @Test
  void nothingIsMissedThatIsWrittenMeanwhile() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<Throwable> refused = new ArrayList<>();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; !done.get(); i++) {
                try {
                  if (i < 10) {
                    here.change();
                  } else {
                    here.say(here.conversations.get(1));
                  }
                } catch (ScopeDeniedException e) {
                  refused.add(e);
                  return;
                } catch (RuntimeException e) {
                  refused.add(e);
                  throw e;
                }
              }
            });
    writer.start();
    try {
      // he writes as long as it is copied: small batches would give him time for thousands
      for (int i = 0; i < 4; i++) {
        graduation().batch(200).copy();
      }
      graduation().batch(200).close();
    } finally {
      writer.join(TimeUnit.SECONDS.toMillis(60));
      done.set(true);
    }
    assertThat(refused).singleElement().isInstanceOf(ScopeDeniedException.class);
    graduation().finish();
    graduation().verify();
    assertAllIsThere();
  }

  /** A savepoint's rows are written by another transaction than the one that a snapshot knows. */
  @Test
  void nothingIsMissedThatWasOpenWhenAPassBegan() throws Exception {
    Conversation talk = here.conversations.get(1);
    graduation().copy();
    try (var connection = here.database.database().dataSource().getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "select pg_current_xact_id(); savepoint a; update lyss_platform.conversations set title = 'late' where id = "
              + talk.id());
      // others begin later and end before
      for (int i = 0; i < 3; i++) {
        here.converse(here.users.get(0));
        graduation().copy();
      }
      connection.commit();
    }
    graduation().copy();
    graduation().close();
    graduation().finish();
    assertThat(
            there.database.query(
                "select title from lyss_chat.conversations where id = '%s'"
                    .formatted(newId("conversation", talk.id()))))
        .containsExactly("late");
    assertConversationsAreTheSame();
  }

  @Test
  void whatIsNotTheSameIsFound() {
    graduation().copy();
    graduation().close();
    there
        .database
        .database()
        .execute(
            "set session_replication_role = replica; update lyss_chat.conversation_messages set content = content || '.' where sequence = 1 and tenant_id = '%s'"
                .formatted(tenant));
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().verify())
        .withMessageContaining("messages")
        .withMessageContaining("not the same");
    there
        .database
        .database()
        .execute(
            "set session_replication_role = replica; delete from lyss_provider.usage_records where tenant_id = '%s'"
                .formatted(tenant));
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> graduation().finish())
        .withMessageContaining("usage");
    assertThat(there.users.asSystem("test").tenants().get(tenant).status())
        .isEqualTo(TenantStatus.SUSPENDED);
  }
}
