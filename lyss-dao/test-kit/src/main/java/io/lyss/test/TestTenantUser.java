package io.lyss.test;

import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.memory.MemorySession;
import io.lyss.dao.provider.Channel;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.shared.SharedSession;
import io.lyss.dao.user.UserSession;
import io.lyss.schema.LyssDatabase;
import java.util.UUID;

/** A user of a tenant. */
public final class TestTenantUser {

  private final LyssTestDatabase database;
  private final Scope.TenantUser scope;

  TestTenantUser(LyssTestDatabase database, Scope.TenantUser scope) {
    this.database = database;
    this.scope = scope;
  }

  /** Their id. */
  public UUID id() {
    return scope.userId();
  }

  /** Tenant, user and role, as the host's authentication would set them. */
  public Scope.TenantUser scope() {
    return scope;
  }

  /** A session of the user database as this user. So are all below. */
  public UserSession users() {
    database.require(LyssDatabase.USER, "users");
    return database.users().asUser(scope);
  }

  /** A session of the provider database. */
  public ProviderSession providers() {
    database.require(LyssDatabase.PROVIDER, "providers");
    return database.providers().asUser(scope);
  }

  /** A session of the chat database. */
  public ChatSession chat() {
    database.require(LyssDatabase.CHAT, "chat");
    return database.chat().asUser(scope);
  }

  /** A session of the memory database. */
  public MemorySession memories() {
    database.require(LyssDatabase.MEMORY, "memories");
    return database.memories().asUser(scope);
  }

  /** A session of the shared database. */
  public SharedSession shared() {
    database.require(LyssDatabase.SHARED, "shared");
    return database.shared().asUser(scope);
  }

  /** A new channel of their own to a model of OpenAI. */
  public Channel personalChannel(String name, String model) {
    ProviderSession session = providers();
    long openai = session.types().get("openai").id();
    return session
        .channels()
        .createPersonal(id(), NewChannel.of(name, openai, TestUser.KEY, Models.of(model)));
  }
}
