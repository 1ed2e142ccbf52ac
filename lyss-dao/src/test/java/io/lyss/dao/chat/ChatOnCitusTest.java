package io.lyss.dao.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.UnavailableException;
import io.lyss.dao.testing.AwayNode;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is called in a scope answers on the nodes of Citus as it does on one server: each call in
 * its one message, in a transaction, after a savepoint. It takes a cluster: -Dlyss.citus.url.
 */
class ChatOnCitusTest {

  private static TestDatabase citus;

  @BeforeAll
  static void distribute() {
    assumeThat(TestDatabase.ON_CITUS)
        .as("-Dlyss.citus.url=<a coordinator's database, as a superuser> runs it on a cluster")
        .isTrue();
    citus = new TestDatabase(LyssDatabase.CHAT);
  }

  @AfterAll
  static void drop() {
    if (citus != null) {
      citus.close();
    }
  }

  private static ChatSession as(Scope.TenantUser user) {
    return ChatService.over(citus.pool()).asUser(user);
  }

  private static Scope.TenantUser user() {
    return Scope.TenantUser.of(Ids.next(), Ids.next());
  }

  private static UUID conversation(Scope.TenantUser owner) {
    return as(owner).conversations().open(NewConversation.of("before")).id();
  }

  @Test
  void tenantsLieOnSeveralNodes() {
    assertThat(
            citus.query(
                """
                select count(distinct nodeport) > 1 from citus_shards
                where table_name = 'lyss_chat.conversations'::regclass
                """))
        .containsExactly("t");
  }

  @Test
  void eachCallAnswersInItsOneMessage() {
    // of several tenants, so that several nodes answer; often, as plans are prepared meanwhile
    for (int tenant = 0; tenant < 4; tenant++) {
      Scope.TenantUser user = user();
      UUID id = conversation(user);
      List<String> said = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        as(user).messages().append(id, NewMessage.user("said " + i));
        said.add("said " + i);
        assertThat(said(user, id)).isEqualTo(said);
        assertThat(as(user).conversations().get(id).messageCount()).isEqualTo(i + 1);
      }
      assertThat(
              as(user)
                  .conversations()
                  .update(as(user).conversations().get(id).withTitle("after"))
                  .title())
          .isEqualTo("after");
      assertThat(as(user).conversations().list(PageRequest.first(5)).items())
          .extracting(Conversation::id)
          .containsExactly(id);
    }
  }

  @Test
  void nobodyElseSeesAnything() {
    Scope.TenantUser user = user();
    UUID id = conversation(user);
    as(user).messages().append(id, NewMessage.user("mine"));
    for (Scope.TenantUser stranger :
        List.of(
            user(),
            Scope.TenantUser.of(user.tenantId(), Ids.next()),
            Scope.TenantUser.of(Ids.next(), user.userId()))) {
      assertThat(as(stranger).conversations().find(id)).isEmpty();
      assertThat(as(stranger).messages().listNewestFirst(id, PageRequest.first(5)).items())
          .isEmpty();
      assertThatThrownBy(() -> as(stranger).messages().append(id, NewMessage.user("theirs")))
          .isInstanceOf(NotFoundException.class);
      // and the connection of the node that answered is bound anew
      assertThat(as(user).conversations().find(id)).isPresent();
    }
  }

  @Test
  void whatFunctionsWriteSharesATransactionThatIsUndoneAsAWhole() {
    Scope.TenantUser user = user();
    UUID id = conversation(user);
    as(user)
        .useTransaction(
            session -> {
              UUID opened = session.conversations().open(NewConversation.of("x")).id();
              session.messages().append(opened, NewMessage.user("one"));
              session.messages().append(id, NewMessage.user("one"));
              session.messages().append(id, NewMessage.assistant("two"));
            });
    assertThatThrownBy(
            () ->
                as(user)
                    .useTransaction(
                        session -> {
                          session.messages().append(id, NewMessage.user("three"));
                          session.useTransaction(
                              inner -> inner.messages().append(id, NewMessage.assistant("four")));
                          throw new IllegalStateException("enough");
                        }))
        .hasMessage("enough");
    assertThat(said(user, id)).containsExactly("one", "two");
  }

  /**
   * Once Citus has written as the function's owner, it reads as no other role in that transaction.
   */
  @Test
  void aReadOfWhatAFunctionWroteInTheTransactionFailsAndDoesNotMissIt() {
    Scope.TenantUser user = user();
    UUID id = conversation(user);
    assertThatThrownBy(
            () ->
                as(user)
                    .useTransaction(
                        session -> {
                          session.messages().append(id, NewMessage.user("one"));
                          session.conversations().get(id);
                        }))
        .isInstanceOf(LyssException.class)
        .hasMessageContaining("different user");
    assertThat(said(user, id)).isEmpty();
  }

  private static List<String> said(Scope.TenantUser user, UUID id) {
    return as(user).messages().listOldestFirst(id, PageRequest.first(20)).items().stream()
        .map(Message::content)
        .toList();
  }

  @Test
  void aPersonIsErasedEverywhere() {
    Scope.TenantUser user = user();
    UUID id = conversation(user);
    as(user).messages().append(id, NewMessage.user("one"));
    ChatSession system = ChatService.over(citus.pool()).asSystem("a test");
    assertThat(system.personalData().erase(user.tenantId(), user.userId(), 100).erasedAt())
        .isPresent();
    assertThat(as(user).conversations().find(id)).isEmpty();
    assertThat(
            citus.query(
                "select count(*) from lyss_chat.conversation_messages where user_id = '%s'"
                    .formatted(user.userId())))
        .containsExactly("0");
  }

  @Test
  void nodesKnowThatATenantIsSuspended() {
    Scope.TenantUser user = user();
    UUID id = conversation(user);
    Conversation read = as(user).conversations().get(id);
    citus
        .database()
        .execute(
            "insert into lyss_chat.known_tenants (tenant_id, status, changed_at) values ('%s', 'suspended', now())"
                .formatted(user.tenantId()));
    assertThatThrownBy(() -> as(user).conversations().update(read.withTitle("after")))
        .isInstanceOf(LyssException.class);
    assertThatThrownBy(() -> as(user).messages().append(id, NewMessage.user("after")))
        .isInstanceOf(LyssException.class);
    assertThat(as(user).conversations().get(id).title()).isEqualTo("before");
  }

  /** The node with the row gets the settings of the scope, but not the role. */
  @Test
  void changesOfUsersToTheirOwnConversationsAreNotInTheAuditLog() {
    Scope.TenantUser user = user();
    UUID id = conversation(user);
    as(user).conversations().archive(id);
    as(user).conversations().delete(id);
    assertThat(entriesOf(user)).isEmpty();
    ChatService.over(citus.pool())
        .asSystem("a test")
        .maintenance()
        .purgeConversations(Duration.ofHours(-2), 100);
    assertThat(entriesOf(user)).containsExactly("row_delete");
  }

  private static List<String> entriesOf(Scope.TenantUser user) {
    return citus.query(
        "select action from lyss_chat.audit_logs where tenant_id = '%s'"
            .formatted(user.tenantId()));
  }

  /** Also in a deleted conversation whose messages a fork shares. */
  @Test
  void wordsAreFound() {
    Scope.TenantUser user = user();
    UUID id = conversation(user);
    Message said = as(user).messages().append(id, NewMessage.user("the weather of today"));
    as(user).messages().append(id, NewMessage.assistant("the weather is fine"));
    assertThat(found(user, "weather")).hasSize(2);
    assertThat(found(user(), "weather")).isEmpty();
    as(user).conversations().fork(id, NewFork.after(said.sequence()));
    as(user).conversations().delete(id);
    assertThat(found(user, "weather")).containsExactly("the weather of today");
  }

  private static List<String> found(Scope.TenantUser user, String text) {
    return as(user).messages().search(text, PageRequest.first(5)).items().stream()
        .map(one -> one.message().content())
        .toList();
  }

  /**
   * Tenants whose node is away are answered that they may try again, and nothing is half done; the
   * others go on.
   */
  @Test
  void callsOfANodeThatIsAwayCanBeTriedAgain() throws SQLException {
    Scope.TenantUser user = user();
    String node = nodeOf(user);
    Scope.TenantUser other =
        Stream.generate(ChatOnCitusTest::user)
            .filter(each -> !nodeOf(each).equals(node))
            .findFirst()
            .orElseThrow();
    UUID id = conversation(user);
    as(user).messages().append(id, NewMessage.user("one"));
    UUID others = conversation(other);
    List<String> events = citus.query(EVENTS);
    AwayNode away = new AwayNode(citus, node);
    try {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> as(user).messages().append(id, NewMessage.user("two")))
            .isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> as(user).conversations().get(id))
            .isInstanceOf(UnavailableException.class);
        // begun elsewhere: the coordinator's part is undone
        assertThatThrownBy(
                () ->
                    as(user)
                        .useTransaction(
                            session -> {
                              session.events().publish(user.tenantId(), "k", "a.b", Json.EMPTY);
                              session.messages().append(id, NewMessage.user("two"));
                            }))
            .isInstanceOf(UnavailableException.class);
        as(other).messages().append(others, NewMessage.user("said " + i));
      }
      assertThat(said(other, others)).containsExactly("said 0", "said 1", "said 2");
    } finally {
      away.bringBack();
    }
    assertThat(citus.query(EVENTS)).isEqualTo(events);
    assertThat(said(user, id)).containsExactly("one");
    as(user).messages().append(id, NewMessage.assistant("two"));
    assertThat(said(user, id)).containsExactly("one", "two");
  }

  private static final String EVENTS = "select id from lyss_chat.outbox_events order by id";

  /** Host and port of the node that has a tenant's rows. */
  private static String nodeOf(Scope.TenantUser user) {
    return citus
        .query(
            """
            select nodename || ':' || nodeport from citus_shards
            where shardid = get_shard_id_for_distribution_column('lyss_chat.conversations', '%s'::uuid)
            """
                .formatted(user.tenantId()))
        .get(0);
  }
}
