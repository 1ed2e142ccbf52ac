package io.lyss.dao.user;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.testing.Replicated;
import io.lyss.dao.testing.Signed;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A tenant with an end user and an administrator. Only the one who calls is there from the
 * beginning; the other is made when a call needs them.
 */
final class UserWorld extends ServiceWorld<UserSession> {

  private final String schema;
  private final Tenant tenant;
  private final Map<Caller, User> people = new EnumMap<>(Caller.class);
  private final Set<UUID> groups = new HashSet<>();

  UserWorld(DataSource pool, String schema, Caller caller) {
    super(pool, caller);
    this.schema = schema;
    tenant = newTenant();
    own(caller == Caller.ADMIN ? Caller.ADMIN : Caller.USER);
  }

  @Override
  protected UserService service(DataSource over) {
    return Signed.by(
            over, Replicated.over(over, UserService::over, UserService::over), UserService::signer)
        .schema(schema);
  }

  private UserSession system() {
    return as(Caller.SYSTEM);
  }

  private static Scope.TenantUser scope(User user, Set<UUID> groups) {
    return new Scope.TenantUser(user.tenantId(), user.id(), groups, user.role());
  }

  @Override
  protected Scope.TenantUser scope(Caller who) {
    return scope(own(who == Caller.USER ? Caller.USER : Caller.ADMIN), groups);
  }

  @Override
  protected void gather() {
    own(Caller.USER);
    own(Caller.ADMIN);
  }

  private User own(Caller who) {
    return people.computeIfAbsent(
        who,
        one -> person(tenant, one == Caller.USER ? TenantRole.END_USER : TenantRole.TENANT_ADMIN));
  }

  @Override
  protected List<Scope.TenantUser> strangers(Set<Strangers> where) {
    List<Scope.TenantUser> strangers = new ArrayList<>();
    if (where.contains(Strangers.BESIDE)) {
      strangers.add(scope(person(tenant, TenantRole.END_USER), Set.of()));
    }
    if (where.contains(Strangers.ABOVE)) {
      strangers.add(scope(person(tenant, TenantRole.TENANT_ADMIN), Set.of()));
    }
    if (where.contains(Strangers.OUTSIDE)) {
      strangers.add(scope(person(newTenant(), TenantRole.SUPER_ADMIN), Set.of()));
    }
    return strangers;
  }

  @Override
  protected UserSession never(DataSource over) {
    Scope.TenantUser mine = scope(caller());
    return service(over)
        .asUser(new Scope.TenantUser(mine.tenantId(), Ids.next(), mine.groupIds(), mine.role()));
  }

  @Override
  protected void deactivate() {
    system().users(tenant()).deactivate(user());
  }

  @Override
  protected void demote() {
    system().users(tenant()).setRole(user(), TenantRole.END_USER);
    groups.forEach(group -> system().groups(tenant()).removeMember(group, user()));
  }

  @Override
  protected void close(String status) {
    if (status.equals("suspended")) {
      system().tenants().suspend(tenant());
    } else {
      system().tenants().delete(tenant());
    }
  }

  @Override
  protected UUID anotherTenant() {
    return newTenant().id();
  }

  @Override
  protected UUID deletedTenant() {
    UUID another = anotherTenant();
    system().tenants().delete(another);
    return another;
  }

  Tenant newTenant() {
    return system().tenants().create(tenantToBe());
  }

  NewTenant tenantToBe() {
    return NewTenant.of("Tenant", name("calls-")).withMaxUsers(1000);
  }

  private User person(Tenant of, TenantRole role) {
    return system().users(of.id()).create(userToBe().withRole(role));
  }

  NewUser userToBe() {
    return NewUser.of(name("user") + "@calls.test", TestUsers.HASH);
  }

  UUID newUser() {
    return person(tenant, TenantRole.END_USER).id();
  }

  UUID inactive() {
    return as(Caller.SYSTEM).users(tenant()).deactivate(newUser()).id();
  }

  User endUser() {
    return own(Caller.USER);
  }

  String slug() {
    return tenant.slug();
  }

  String email() {
    return own(caller() == Caller.ADMIN ? Caller.ADMIN : Caller.USER).email();
  }

  UUID suspended() {
    UUID id = newTenant().id();
    system().tenants().suspend(id);
    return id;
  }

  /** A group that the two users are in. */
  UUID group() {
    GroupDao dao = as(Caller.ADMIN).groups();
    UUID id = dao.create(NewGroup.of(name("group"))).id();
    dao.addMember(id, own(Caller.USER).id(), GroupRole.MEMBER);
    dao.addMember(id, own(Caller.ADMIN).id(), GroupRole.ADMIN);
    groups.add(id);
    return id;
  }

  Group editedGroup() {
    return as(Caller.ADMIN).groups().get(group()).withName(name("other"));
  }

  User edited() {
    // Only themselves may be edited by a user.
    UUID edited = caller() == Caller.USER ? user() : newUser();
    return as(Caller.SYSTEM).users(tenant()).get(edited).withFullName(Optional.of("Ann"));
  }

  /** Who is in a group. */
  UUID member() {
    if (groups.isEmpty()) {
      group();
    }
    return user();
  }

  static String emailToBe() {
    return name("new") + "@calls.test";
  }
}
