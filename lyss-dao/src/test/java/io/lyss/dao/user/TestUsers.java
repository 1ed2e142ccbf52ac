package io.lyss.dao.user;

import io.lyss.dao.PasswordHash;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;

/** A user database of a test class's own. */
final class TestUsers extends TestDatabase {

  static final PasswordHash HASH =
      PasswordHash.of("$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0");

  TestUsers() {
    super(LyssDatabase.USER);
  }

  UserService service() {
    return UserService.over(pool());
  }

  UserSession system() {
    return service().system("test");
  }

  /** A session with the role and the groups that the user has now. */
  UserSession as(User user) {
    return service().as(system().logins().scope(user.tenantId(), user.id()));
  }

  Tenant tenant() {
    return system().tenants().create(NewTenant.of(name("Tenant "), name("tenant-")));
  }

  User user(Tenant tenant) {
    return system().users(tenant.id()).create(newUser());
  }

  User admin(Tenant tenant) {
    return system().users(tenant.id()).create(newUser().withRole(TenantRole.TENANT_ADMIN));
  }

  /** A user that is not there yet. */
  NewUser newUser() {
    return NewUser.of(name("user") + "@lyss.test", HASH);
  }
}
