package io.lyss.dao.user;

import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.Event;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A test class's own user database. */
final class TestUsers extends TestDatabase {

  static final PasswordHash HASH =
      PasswordHash.of("$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0");

  private final List<Event> events = new ArrayList<>();

  TestUsers() {
    super(LyssDatabase.USER);
  }

  UserService service() {
    return UserService.over(pool());
  }

  UserSession system() {
    return service().asSystem("test");
  }

  /** A session with the user's current role and groups. */
  UserSession as(User user) {
    Set<UUID> groups =
        system()
            .groups(user.tenantId())
            .listMemberships(user.id(), PageRequest.first(100))
            .items()
            .stream()
            .map(Member::groupId)
            .collect(Collectors.toSet());
    TenantRole role = system().users(user.tenantId()).get(user.id()).role();
    return service().asUser(new Scope.TenantUser(user.tenantId(), user.id(), groups, role));
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

  User superAdmin(Tenant tenant) {
    return system().users(tenant.id()).create(newUser().withRole(TenantRole.SUPER_ADMIN));
  }

  /** A group that an administrator has created, with its members. */
  Group group(User admin, User... members) {
    Group group = as(admin).groups().create(NewGroup.of(name("group")));
    for (User member : members) {
      as(admin).groups().addMember(group.id(), member.id(), GroupRole.MEMBER);
    }
    return group;
  }

  /** The events of a tenant up to now, in the order of their delivery. */
  synchronized List<Event> events(UUID tenantId) {
    while (system().events().deliver(100, Duration.ofMinutes(1), events::add).handled() > 0) {
      // until there are no more
    }
    return events.stream().filter(event -> event.tenantId().equals(tenantId)).toList();
  }

  /** The types of the events of a key. */
  List<String> types(UUID tenantId, String key) {
    return events(tenantId).stream()
        .filter(event -> event.key().equals(key))
        .map(Event::type)
        .toList();
  }

  /** Sets a status by the method of its name. */
  static User set(UserDao dao, UUID id, UserStatus status) {
    return switch (status) {
      case ACTIVE -> dao.activate(id);
      case INACTIVE -> dao.deactivate(id);
      case SUSPENDED -> dao.suspend(id);
    };
  }

  /** The user under another id, edited. */
  static User withId(User user, UUID id) {
    return new User(
        user.tenantId(),
        id,
        user.email(),
        user.username(),
        user.fullName(),
        user.avatarUrl(),
        user.status(),
        user.role(),
        user.emailVerified(),
        user.lastLoginAt(),
        user.createdAt(),
        user.updatedAt());
  }

  /** The group under another id, edited. */
  static Group withId(Group group, UUID id) {
    return new Group(
        group.tenantId(),
        id,
        group.name(),
        group.description(),
        group.createdBy(),
        group.createdAt(),
        group.updatedAt());
  }

  /** The tenant under another id, edited. */
  static Tenant withId(Tenant tenant, UUID id) {
    return new Tenant(
        id,
        tenant.name(),
        tenant.slug(),
        tenant.status(),
        tenant.plan(),
        tenant.maxUsers(),
        tenant.maxApiCalls(),
        tenant.createdAt(),
        tenant.updatedAt());
  }

  /** A user to be created. */
  NewUser newUser() {
    return NewUser.of(name("user") + "@lyss.test", HASH);
  }
}
