package io.lyss.examples.growing;

import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.User;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssGraduation;
import java.util.Optional;
import java.util.UUID;

/** The same organisation in the services: which user is which there, and what each may use. */
record Tenant(
    UUID id,
    UserService users,
    ProviderService providers,
    ChatService chats,
    LyssGraduation graduation) {

  static final String MODEL = "gpt-5";

  /** Empty for a user who may not log in. */
  Optional<Scope.TenantUser> scope(int oldUser) {
    try {
      return Optional.of(users.asSystem("login").logins().scope(id, newId("user", oldUser)));
    } catch (ScopeDeniedException e) {
      return Optional.empty();
    }
  }

  boolean canUse(User user, Provider provider) {
    return scope(user.id())
        .map(
            scope ->
                providers.asUser(scope).channels().canUse(newId("provider", provider.id()), MODEL))
        .orElse(false);
  }

  UUID newId(String kind, long oldId) {
    return graduation.newId(kind, oldId).orElseThrow();
  }

  Tenant chats(ChatService others) {
    return new Tenant(id, users, providers, others, graduation);
  }
}
