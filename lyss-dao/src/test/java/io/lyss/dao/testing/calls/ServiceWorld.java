package io.lyss.dao.testing.calls;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.session.AuditDao;
import io.lyss.dao.session.Event;
import io.lyss.dao.session.FollowingSession;
import io.lyss.dao.session.NewAuditEntry;
import io.lyss.dao.session.Service;
import io.lyss.dao.session.ServiceSession;
import io.lyss.dao.testing.Bound;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** A tenant of its own, with an end user and an administrator. */
public abstract class ServiceWorld<S extends ServiceSession<S>> extends World<S> {

  /** An event of a tenant without users. */
  static final Event STRANGE_EVENT = event(Ids.next());

  private static final UUID ADMINISTRATOR = Ids.next();

  /** The beginning of the keys of events that are left unhandled. */
  private static final String WAITS = "waits:";

  private final Scope.TenantUser user;
  private final Scope.TenantUser admin;

  /** A tenant and users of which this database knows nothing but ids. */
  protected ServiceWorld(DataSource pool, Caller caller) {
    super(pool, caller);
    UUID tenant = Ids.next();
    Set<UUID> groups = Set.of(Ids.next());
    user = new Scope.TenantUser(tenant, Ids.next(), groups, TenantRole.END_USER);
    admin = new Scope.TenantUser(tenant, Ids.next(), groups, TenantRole.TENANT_ADMIN);
  }

  protected abstract Service<S> service(DataSource over);

  public final UUID tenant() {
    return scope(Caller.USER).tenantId();
  }

  /** The user that the call is about: the caller; in system work the end user. */
  public final UUID user() {
    return scope(isSystem() ? Caller.USER : caller()).userId();
  }

  /** The scope of one of the two users. */
  protected Scope.TenantUser scope(Caller who) {
    return who == Caller.USER ? user : admin;
  }

  @Override
  protected final S session(DataSource over, Caller as) {
    return switch (as) {
      case USER, ADMIN -> service(over).asUser(scope(as));
      case SYSTEM -> service(over).asSystem("a call");
      case ADMINISTRATOR -> service(over).asAdministrator(ADMINISTRATOR, "a call");
    };
  }

  @Override
  protected final List<S> strangers(DataSource over, Set<Strangers> where) {
    return strangers(where).stream().map(service(over)::asUser).toList();
  }

  /** The scopes of strangers, one or two of each kind. */
  protected List<Scope.TenantUser> strangers(Set<Strangers> where) {
    List<Scope.TenantUser> strangers = new ArrayList<>();
    Set<UUID> groups = user.groupIds();
    if (where.contains(Strangers.BESIDE)) {
      strangers.add(new Scope.TenantUser(tenant(), Ids.next(), groups, TenantRole.END_USER));
    }
    if (where.contains(Strangers.ABOVE)) {
      strangers.add(new Scope.TenantUser(tenant(), Ids.next(), groups, TenantRole.TENANT_ADMIN));
    }
    if (where.contains(Strangers.OUTSIDE)) {
      strangers.add(new Scope.TenantUser(Ids.next(), Ids.next(), groups, TenantRole.TENANT_ADMIN));
      // the same id in another tenant
      strangers.add(new Scope.TenantUser(Ids.next(), user(), groups, TenantRole.SUPER_ADMIN));
    }
    return strangers;
  }

  @Override
  protected void close(String status) {
    ((FollowingSession<?>) as(Caller.SYSTEM)).acceptTenant(tenant(), state(status));
  }

  /** Another tenant, which is deleted. */
  protected UUID deletedTenant() {
    UUID another = anotherTenant();
    ((FollowingSession<?>) as(Caller.SYSTEM)).acceptTenant(another, state("deleted"));
    return another;
  }

  /**
   * The payload of the event by which the user database reports a status that a tenant has from now
   * on.
   */
  public static Json state(String status) {
    return new Json(
        "{\"status\": \"%s\", \"max_api_calls\": 7, \"changed_at\": \"%s\"}"
            .formatted(status, Instant.now()));
  }

  protected UUID anotherTenant() {
    return Ids.next();
  }

  @Override
  protected final List<Bound> hosts() {
    String other = anotherTenant().toString();
    return List.of(
        Bound.NOTHING,
        new Bound(
            "authenticated_users",
            Map.of(
                "app.current_tenant_id",
                other,
                "app.suspended_tenant_id",
                other,
                "app.current_user_id",
                Ids.next().toString(),
                "app.current_group_ids",
                "{" + Ids.next() + "}",
                "app.current_role",
                "tenant_admin")),
        new Bound("lyss_system", Map.of("app.system_reason", "it's the host's")),
        new Bound("none", Map.of("app.current_role", "odd")));
  }

  /** An event of another database, about this tenant. */
  public final Event event() {
    return event(tenant());
  }

  /** Publishes an event, and returns how many keys the call is to look at. */
  public final int published() {
    as(Caller.SYSTEM).events().publish(tenant(), "k", "a.b", Json.EMPTY);
    return 9;
  }

  /** An event of this database that waits. */
  public final Event waitingEvent() {
    String key = WAITS + Ids.next();
    UUID id = as(Caller.SYSTEM).events().publish(tenant(), key, "a.b", Json.EMPTY);
    Event[] found = new Event[1];
    // Others have published events, too, and one claim takes only some of them.
    while (found[0] == null) {
      as(Caller.SYSTEM)
          .events()
          .deliver(
              1000,
              Duration.ofMinutes(1),
              event -> {
                if (event.id().equals(id)) {
                  found[0] = event;
                }
                // other events of this kind stay where they are
                if (event.key().contains(WAITS)) {
                  throw new IllegalStateException("it waits");
                }
              });
    }
    return found[0];
  }

  /** An event of this database that waits for a receiver, too. */
  public final Event divertedEvent() {
    Event event = waitingEvent();
    as(Caller.SYSTEM).events().divert(event, "chat");
    return event;
  }

  /** An event of this database that was given up. */
  public final UUID givenUpEvent() {
    UUID id = waitingEvent().id();
    if (!as(Caller.SYSTEM).events().giveUp(tenant(), id)) {
      throw new IllegalStateException("it has failed, and can be given up");
    }
    return id;
  }

  static NewAuditEntry entryToBe() {
    return NewAuditEntry.of("portal", "confess", NewAuditEntry.Resource.of("diary", 4711));
  }

  /** An entry of the audit log, in the name of the caller. */
  final UUID entry() {
    AuditDao log = isSystem() ? me().audit(tenant()) : me().audit();
    return log.append(entryToBe()).id();
  }

  /** Consumes an event, and returns an age that it has reached by now. */
  public final Duration consumed() {
    as(Caller.SYSTEM).events().consume("them", event());
    return Duration.ZERO;
  }

  /** The erasure of a user, as the journal outside the database records it. */
  public final Json journal() {
    return new Json(
        "[{\"tenant_id\": \"%s\", \"user_id\": \"%s\", \"erased_at\": \"2026-01-01T00:00:00Z\"}]"
            .formatted(tenant(), Ids.next()));
  }

  /** A user with a legal hold. */
  public final UUID held() {
    as(Caller.SYSTEM).personalData().hold(tenant(), user(), "case 12");
    return user();
  }

  private static Event event(UUID tenant) {
    return new Event(
        tenant,
        Ids.next(),
        "thing:1",
        1,
        "thing.happened",
        Json.EMPTY,
        Optional.empty(),
        Optional.empty(),
        // a month that has a partition
        Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }
}
