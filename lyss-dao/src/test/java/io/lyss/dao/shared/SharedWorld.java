package io.lyss.dao.shared;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.Prices;
import io.lyss.dao.testing.Replicated;
import io.lyss.dao.testing.Signed;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.PricedWorld;
import io.lyss.dao.testing.calls.ServiceWorld;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** A tenant with roles, settings and prices of its own. */
final class SharedWorld extends ServiceWorld<SharedSession> implements PricedWorld {

  static final Json VALUE = new Json("\"x\"");

  private final String schema;

  SharedWorld(DataSource pool, String schema, Caller caller) {
    super(pool, caller);
    this.schema = schema;
  }

  @Override
  protected SharedService service(DataSource over) {
    return Signed.by(
            over,
            Replicated.over(over, SharedService::over, SharedService::over),
            SharedService::signer)
        .schema(schema);
  }

  private SharedSession admin() {
    return as(Caller.ADMIN);
  }

  private SharedSession system() {
    return as(Caller.SYSTEM);
  }

  NewRole roleToBe() {
    return NewRole.of(name("role "), Set.of("user.read", "audit.read_all"));
  }

  UUID role() {
    return admin().roles().create(roleToBe()).id();
  }

  Role edited() {
    return admin()
        .roles()
        .get(role())
        .withName(name("other "))
        .withPermissions(Set.of("user.create"));
  }

  String roleName() {
    return admin().roles().create(roleToBe()).name();
  }

  UUID endUser() {
    return scope(Caller.USER).userId();
  }

  /** The user, who has a role. */
  UUID holder() {
    UUID user = endUser();
    if (admin().roles().listByUser(user, PageRequest.first(1)).items().isEmpty()) {
      admin().roles().assign(user, role());
    }
    return user;
  }

  /** A role of the user. */
  UUID assigned() {
    UUID role = role();
    admin().roles().assign(endUser(), role);
    return role;
  }

  /** A user who administers the tenant. */
  UUID administering() {
    UUID user = Ids.next();
    admin().roles().assign(user, TenantRole.TENANT_ADMIN);
    return user;
  }

  /** The key of a setting of the tenant's own. */
  String setting() {
    return admin().settings().set(settingToBe(), VALUE).key();
  }

  Setting editedSetting(Json value) {
    return admin().settings().set(settingToBe(), VALUE).withValue(value);
  }

  static String settingToBe() {
    return name("chat.setting_");
  }

  @Override
  public Prices pricing() {
    return system().prices(tenant());
  }

  /** A time after which prices were set. */
  Instant beforeAPrice() {
    priced();
    return Instant.EPOCH;
  }

  static NewPermission permissionToBe() {
    return NewPermission.ofTenant(letters(name("thing.do_")), "Does a thing");
  }

  /** The same with a letter for each digit, as names of permissions have none. */
  private static String letters(String name) {
    return name.chars()
        .map(c -> Character.isDigit(c) ? c - '0' + 'a' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
