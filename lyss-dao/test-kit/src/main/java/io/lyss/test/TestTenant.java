package io.lyss.test;

import io.lyss.dao.Ids;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.UserService;
import io.lyss.dao.user.UserSession;
import io.lyss.schema.LyssDatabase;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A tenant of the service databases. Its users and itself are rows of the user database, if that is
 * there, and mere ids otherwise.
 */
public final class TestTenant {

  private final LyssTestDatabase database;
  private final UUID id;
  private final String slug;
  private final Map<String, TestTenantUser> users = new ConcurrentHashMap<>();

  TestTenant(LyssTestDatabase database, String slug) {
    this.database = database;
    this.slug = slug;
    this.id = hasUsers() ? system().tenants().create(NewTenant.of(slug, slug)).id() : Ids.next();
  }

  private boolean hasUsers() {
    return database.databases().contains(LyssDatabase.USER);
  }

  private UserSession system() {
    return UserService.over(database.jobsDataSource()).asSystem("fixture");
  }

  /** Its id. */
  public UUID id() {
    return id;
  }

  /** An end user; the same name returns the same user. */
  public TestTenantUser user(String name) {
    return user(name, TenantRole.END_USER);
  }

  /** An administrator of the tenant; the same name returns the same user. */
  public TestTenantUser admin(String name) {
    return user(name, TenantRole.TENANT_ADMIN);
  }

  private TestTenantUser user(String name, TenantRole role) {
    TestTenantUser user =
        users.computeIfAbsent(name, unknown -> new TestTenantUser(database, scope(unknown, role)));
    if (user.scope().role() != role) {
      throw new IllegalArgumentException(name + " is here as " + user.scope().role() + " already");
    }
    return user;
  }

  private Scope.TenantUser scope(String name, TenantRole role) {
    if (!hasUsers()) {
      return new Scope.TenantUser(id, Ids.next(), Set.of(), role);
    }
    NewUser user =
        NewUser.of(name + "@" + slug + ".example.org", PasswordHash.NONE)
            .withUsername(name)
            .withRole(role);
    system().users(id).create(user);
    return system().logins().scope(id, user.id());
  }
}
