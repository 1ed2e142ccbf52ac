package io.lyss.dao.session;

import io.lyss.dao.Scope;
import io.lyss.dao.internal.Connections;
import io.lyss.dao.internal.SchemaName;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ServiceBindings;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * A database that tenants share, behind a data source. Every call is made in a scope.
 *
 * <p>The data source's login has to be a member of the roles {@code authenticated_users} and, for
 * system work, {@code lyss_system}; it should own nothing. Sessions are values and cost nothing, so
 * make one for each request.
 *
 * <p>Immutable and thread-safe, as is all that it returns unless its documentation says otherwise.
 *
 * @param <S> its sessions
 */
public abstract class Service<S extends ServiceSession<S>> {

  /** The tenant that stands for the whole platform: the nil UUID. */
  public static final UUID PLATFORM = new UUID(0, 0);

  private final Connections connections;
  private final String defaultSchema;
  private final String schema;
  private final ServiceBindings bindings;
  private final BiFunction<Scope.OfService, ScopedExecutor, S> sessions;

  /**
   * For LYSS's own services.
   *
   * @param connections the source of its connections
   * @param defaultSchema the schema that the generated code names
   * @param schema the schema that calls go to
   * @param bindFunction the function of that schema that binds a scope
   * @param sessions makes a session
   */
  protected Service(
      Connections connections,
      String defaultSchema,
      String schema,
      String bindFunction,
      BiFunction<Scope.OfService, ScopedExecutor, S> sessions) {
    this.connections = connections;
    this.defaultSchema = defaultSchema;
    this.schema = SchemaName.check(schema);
    this.bindings = new ServiceBindings(schema, bindFunction, connections.signer());
    this.sessions = sessions;
  }

  /** A session of a user of a tenant. */
  public final S asUser(Scope.TenantUser scope) {
    return session(scope);
  }

  /**
   * A session of an administrator of the whole platform. Each of its transactions is published as
   * the event {@code administrator.acted}.
   *
   * @param administratorId the administrator
   * @param reason why; not blank
   * @throws IllegalArgumentException if the reason is blank
   */
  public final S asAdministrator(UUID administratorId, String reason) {
    return session(new Scope.Administrator(administratorId, reason));
  }

  /**
   * A session for work without a user. The events of its changes carry the reason.
   *
   * @throws IllegalArgumentException if the reason is blank
   */
  public final S asSystem(String reason) {
    return session(new Scope.SystemWork(reason));
  }

  /** A session in a scope. */
  public final S session(Scope.OfService scope) {
    return sessions.apply(
        scope, ScopedExecutor.pooled(connections, defaultSchema, schema, bindings.of(scope)));
  }
}
