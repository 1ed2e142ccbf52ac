package io.lyss.dao.provider;

import io.lyss.dao.AccessCache;
import io.lyss.dao.CallListener;
import io.lyss.dao.ScopeSigner;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Connections;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.ServiceBindings;
import io.lyss.dao.provider.jooq.LyssProvider;
import io.lyss.dao.session.Service;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * The database of channels, tokens, quota and usage, behind a data source.
 *
 * <pre>{@code
 * ProviderService providers = ProviderService.over(dataSource).tokenPepper(pepper);
 * VerifiedToken token = providers.verify(bearer).token().orElseThrow();
 * Scope.Tenant scope = users.asSystem("login").logins().scope(token.tenantId(), token.userId());
 * ProviderSession me = providers.asUser(scope);
 * ChannelRequest request = ChannelRequest.of("gpt-4o").withToken(token.id());
 * SelectedChannel channel = me.routing().select(request).channel().orElseThrow();
 * }</pre>
 */
public final class ProviderService extends Service<ProviderSession> {

  static final String DEFAULT_SCHEMA = LyssProvider.LYSS_PROVIDER.getName();
  private static final String BIND = "bind_tenant_scope";

  private final Connections connections;
  private final String schema;
  private final @Nullable TokenPepper pepper;

  private ProviderService(Connections connections, String schema, @Nullable TokenPepper pepper) {
    super(
        connections,
        DEFAULT_SCHEMA,
        schema,
        BIND,
        (scope, executor) -> new ProviderSession(scope, executor, pepper));
    this.connections = connections;
    this.schema = schema;
    this.pepper = pepper;
  }

  /** The database in its default schema, {@code lyss_provider}. */
  public static ProviderService over(DataSource dataSource) {
    return new ProviderService(new Connections(dataSource), DEFAULT_SCHEMA, null);
  }

  /**
   * The same with a replica: reads go to it where it is fresh enough, and to the primary otherwise.
   *
   * @param primary where everything goes that may write
   * @param replica a standby of it; several behind a data source that balances them
   */
  public static ProviderService over(DataSource primary, DataSource replica) {
    return new ProviderService(new Connections(primary, replica), DEFAULT_SCHEMA, null);
  }

  /**
   * The same with another limit for how stale what a replica answers may be; ten seconds without.
   *
   * @param longest longer than nothing
   * @throws IllegalArgumentException if it is not
   * @throws IllegalStateException if there is no replica
   */
  public ProviderService maxStaleness(Duration longest) {
    return new ProviderService(connections.maxStaleness(longest), schema, pepper);
  }

  /**
   * The same with a cache: {@code verify} may then answer from there. Whatever else is asked, and
   * all that touches data, is decided by the database as without.
   *
   * <p>Only that a token is valid is kept, under its HMAC and never under its secret, for a minute
   * at most. An answer is at most so late: no token is valid after a transaction has been committed
   * for that long that disabled, revoked, rotated, restricted or deleted it, by which its owner was
   * suspended or has left, or its tenant was; nor after it has expired, or the time to use it after
   * a rotation is over; neither on this host nor on another. {@code lastUsedAt} is noted as without
   * a cache. Quota and rate limits are looked at where a channel is selected, by the database. In a
   * transaction of the host the database is asked.
   *
   * <p>It takes no message for that, so nothing can be missed: when the database cannot be reached,
   * there is no answer from then on. The database has to be written through its triggers, as it is
   * by everything but logical replication and restoring data into tables that are there; a tenant
   * that is imported is opened afterwards, and that is noticed.
   *
   * @param cache of one database or of several, for this host or for several
   * @param longest how late an answer may be, up to a minute
   * @throws IllegalArgumentException if that is nothing, or more
   */
  public ProviderService cache(AccessCache cache, Duration longest) {
    return new ProviderService(connections.cache(cache, longest), schema, pepper);
  }

  /**
   * The same in another schema.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if the name is anything else
   */
  public ProviderService schema(String name) {
    return new ProviderService(connections, name, pepper);
  }

  /**
   * The same whose scopes are signed, for a database that requires it. One that does not verifies
   * the signature all the same.
   *
   * @param with has a key that was added to this database
   */
  public ProviderService signer(ScopeSigner with) {
    return new ProviderService(connections.signer(with), schema, pepper);
  }

  /**
   * The same with a listener, beside those that it has.
   *
   * @param listener is told of each call
   */
  public ProviderService listener(CallListener listener) {
    return new ProviderService(connections.listener(listener), schema, pepper);
  }

  /**
   * The same with the pepper that tokens are hashed with: needed to issue, rotate and verify them.
   *
   * @param secret always the same one: with another, no token is valid any more
   */
  public ProviderService tokenPepper(TokenPepper secret) {
    return new ProviderService(connections, schema, secret);
  }

  /**
   * Verifies a token: who owns it, and what it may do. Called before there is a scope, as the token
   * names its tenant; no other tenant is looked at. That the token was used is noted once a minute.
   * With a {@linkplain #cache cache} the answer may be late.
   *
   * <p>Text that was never a token is refused without a query. Tell the client no more than that
   * its token is not valid, whatever the outcome.
   *
   * @param text what the client has sent
   * @throws IllegalStateException if this service has no pepper
   * @throws ScopeDeniedException if the application's login cannot take on a tenant's scope
   */
  public TokenVerification verify(String text) {
    TokenPepper known = TokenPepper.require(pepper);
    Optional<AccessToken> token = AccessToken.parse(text);
    if (token.isEmpty()) {
      return TokenVerification.MALFORMED;
    }
    ScopedExecutor executor =
        ScopedExecutor.pooled(
            connections,
            DEFAULT_SCHEMA,
            schema,
            new ServiceBindings(schema, BIND, connections.signer())
                .ofTenant(token.get().tenantId()));
    return TokenVerification.of(token.get(), known, executor);
  }

  static <T> ScopedStatement<T> statement(RowType<T> row, Supplier<Query> query) {
    return new ScopedStatement<>(DEFAULT_SCHEMA, row, query);
  }
}
