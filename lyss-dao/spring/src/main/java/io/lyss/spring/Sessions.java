package io.lyss.spring;

import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.memory.MemorySession;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.shared.SharedSession;
import io.lyss.dao.user.UserService;
import io.lyss.dao.user.UserSession;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The sessions of the current user, as a {@link ScopeResolver} says. A session is a value: for work
 * in another thread, get it here first and give it to that thread.
 *
 * <p>Each method fails with an {@link IllegalStateException} if there is no current user, if the
 * scope is of another kind of database, or if the host does not use that database.
 */
public final class Sessions {

  private final ObjectProvider<ScopeResolver> resolvers;
  private final ObjectProvider<Platform> platform;
  private final ObjectProvider<UserService> users;
  private final ObjectProvider<ProviderService> providers;
  private final ObjectProvider<ChatService> chat;
  private final ObjectProvider<MemoryService> memories;
  private final ObjectProvider<SharedService> shared;

  Sessions(
      ObjectProvider<ScopeResolver> resolvers,
      ObjectProvider<Platform> platform,
      ObjectProvider<UserService> users,
      ObjectProvider<ProviderService> providers,
      ObjectProvider<ChatService> chat,
      ObjectProvider<MemoryService> memories,
      ObjectProvider<SharedService> shared) {
    this.resolvers = resolvers;
    this.platform = platform;
    this.users = users;
    this.providers = providers;
    this.chat = chat;
    this.memories = memories;
    this.shared = shared;
  }

  /** The session in the platform database. */
  public PlatformSession platform() {
    return there(platform, "platform").session(scope(Scope.OfPlatform.class));
  }

  /** The session in the database of users. */
  public UserSession users() {
    return there(users, "user").session(scope(Scope.OfService.class));
  }

  /** The session in the database of channels, tokens and usage. */
  public ProviderSession providers() {
    return there(providers, "provider").session(scope(Scope.OfService.class));
  }

  /** The session in the database of conversations. */
  public ChatSession chat() {
    return there(chat, "chat").session(scope(Scope.OfService.class));
  }

  /** The session in the database of memories. */
  public MemorySession memories() {
    return there(memories, "memory").session(scope(Scope.OfService.class));
  }

  /** The session in the database of roles, settings and prices. */
  public SharedSession shared() {
    return there(shared, "shared").session(scope(Scope.OfService.class));
  }

  private static <D> D there(ObjectProvider<D> database, String name) {
    D there = database.getIfAvailable();
    if (there == null) {
      throw new IllegalStateException(
          "The host has no such database: set a property of lyss.databases." + name);
    }
    return there;
  }

  private <C extends Scope> C scope(Class<C> type) {
    List<? extends Scope> scopes =
        resolvers.orderedStream().flatMap(resolver -> resolver.scope().stream()).toList();
    return scopes.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(none(scopes)));
  }

  private static String none(List<? extends Scope> scopes) {
    return scopes.isEmpty()
        ? "There is no current user in the thread "
            + Thread.currentThread().getName()
            + ": take the session where there is one, and hand it over; work without a user is"
            + " asSystem(\"why\")"
        : "The ScopeResolver answers with a "
            + scopes.get(0).getClass().getSimpleName()
            + ", which is no scope of this database: Scope.PlatformUser is of the platform database,"
            + " Scope.TenantUser of the services. A host with both has a ScopeResolver bean for each";
  }
}
