package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** A chat database of a test class's own. */
final class TestChat extends TestDatabase {

  TestChat() {
    super(LyssDatabase.CHAT);
  }

  ChatService service() {
    return ChatService.over(pool());
  }

  ChatSession system() {
    return service().asSystem("test");
  }

  ChatSession as(Scope.TenantUser scope) {
    return service().asUser(scope);
  }

  /** A user of a tenant of their own. */
  Scope.TenantUser user() {
    return Scope.TenantUser.of(Ids.next(), Ids.next());
  }

  /** Another user of the same tenant. */
  Scope.TenantUser beside(Scope.TenantUser user) {
    return Scope.TenantUser.of(user.tenantId(), Ids.next());
  }

  /** Somebody who administers the same tenant. */
  Scope.TenantUser admin(Scope.TenantUser user) {
    return new Scope.TenantUser(user.tenantId(), Ids.next(), Set.of(), TenantRole.TENANT_ADMIN);
  }

  /** Users within the tenant and outside of it who must see nothing of this user's. */
  List<Scope.TenantUser> strangers(Scope.TenantUser user) {
    return List.of(
        beside(user),
        admin(user),
        user(),
        // the same user's id in another tenant
        new Scope.TenantUser(Ids.next(), user.userId(), Set.of(), TenantRole.SUPER_ADMIN));
  }

  Conversation conversation(Scope.TenantUser owner) {
    return as(owner).conversations().open(NewConversation.of(name("conversation ")));
  }

  /** That many messages, in turns of the user and of the model. */
  static List<NewMessage> said(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (i % 2 == 0 ? NewMessage.user("q" + i) : NewMessage.assistant("a" + i)))
        .map(message -> message.withTokens(3))
        .toList();
  }

  /** Types of the events about a conversation or user, in order. */
  List<String> events(String kind, UUID id) {
    return query(
        "select type from lyss_chat.outbox_events where key = '"
            + kind
            + ":"
            + id
            + "' order by position");
  }
}
