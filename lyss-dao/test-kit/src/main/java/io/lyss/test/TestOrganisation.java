package io.lyss.test;

import io.lyss.dao.PasswordHash;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.UserRole;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes users and providers of a platform database, each in one line of a test. */
public final class TestOrganisation {

  private final LyssTestDatabase database;
  private final Map<String, TestUser> users = new ConcurrentHashMap<>();
  private final Map<String, Provider> providers = new ConcurrentHashMap<>();

  TestOrganisation(LyssTestDatabase database) {
    this.database = database;
  }

  /** An ordinary user; the same name returns the same user. */
  public TestUser user(String name) {
    return user(name, UserRole.USER);
  }

  /** An administrator; the same name returns the same user. */
  public TestUser admin(String name) {
    return user(name, UserRole.ADMIN);
  }

  private TestUser user(String name, UserRole role) {
    TestUser user = users.computeIfAbsent(name, unknown -> create(unknown, role));
    if (user.role() != role) {
      throw new IllegalArgumentException(name + " is here as " + user.role() + " already");
    }
    return user;
  }

  private TestUser create(String name, UserRole role) {
    return new TestUser(
        database.platform(),
        Platform.over(database.jobsDataSource())
            .asSystem("fixture")
            .users()
            .create(new NewUser(name, name + "@example.org", PasswordHash.NONE, role)));
  }

  /**
   * A provider of the organisation, created by the administrator root; the same name returns the
   * same provider. It is distributed to the given users as well.
   */
  public Provider provider(String name, TestUser... to) {
    Provider provider = providers.computeIfAbsent(name, this::create);
    admin("root")
        .session()
        .distributions()
        .distribute(provider.id(), Arrays.stream(to).map(TestUser::id).toList());
    return provider;
  }

  private Provider create(String name) {
    return admin("root")
        .session()
        .providers()
        .createOrganization(NewProvider.of(name, ProviderKind.OPENAI, TestUser.KEY));
  }
}
