package io.lyss.test;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;

/** A user of an organisation. */
public final class TestUser {

  /** A key that opens nothing. */
  static final Ciphertext KEY = Ciphertext.of("test:" + "A".repeat(40));

  private final Platform platform;
  private final User user;

  TestUser(Platform platform, User user) {
    this.platform = platform;
    this.user = user;
  }

  /** Their id. */
  public int id() {
    return user.id();
  }

  UserRole role() {
    return user.role();
  }

  /** A session as this user. */
  public PlatformSession session() {
    return platform.asUser(id());
  }

  /** A new provider of their own. */
  public Provider personalProvider(String name) {
    return session().providers().createPersonal(NewProvider.of(name, ProviderKind.OPENAI, KEY));
  }

  /** A new conversation of theirs. */
  public Conversation conversation(Provider provider, String title) {
    return session().conversations().open(provider.id(), title);
  }
}
