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
 * Scope.TenantUser scope = users.asSystem("login").logins().scope(token.tenantId(), token.userId());
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
   * The same with a replica: reads go to it if it is fresh enough, and otherwise to the primary.
   *
   * @param primary receives each call that may write
   * @param replica a standby of it; several behind a data source that balances them
   */
  public static ProviderService over(DataSource primary, DataSource replica) {
    return new ProviderService(new Connections(primary, replica), DEFAULT_SCHEMA, null);
  }

  /**
   * The same with another limit for how stale the answers of a replica may be; the default is ten
   * seconds.
   *
   * @param longest longer than zero
   * @throws IllegalArgumentException if it is not
   * @throws IllegalStateException if there is no replica
   */
  public ProviderService maxStaleness(Duration longest) {
    return new ProviderService(connections.maxStaleness(longest), schema, pepper);
  }

  /**
   * The same with a cache: {@code verify} may then answer from it. The database still decides
   * everything else, and each access to data.
   *
   * <p>Only answers that a token is valid are kept, for a minute at most, under the token's HMAC
   * and never under its secret. {@code longest} bounds how late an answer may be: once a
   * transaction has been committed for that long, the cache no longer reports a token as valid that
   * it disabled, revoked, rotated, restricted or deleted, or whose owner or tenant it suspended or
   * removed. That holds on this host and on all others. A token that has expired, or whose grace
   * period after a rotation is over, is refused at once. {@code lastUsedAt} is recorded as without
   * a cache. The database checks quota and rate limits when a channel is selected. In a transaction
   * of the host, the cache is not used.
   *
   * <p>This needs no messages between hosts, so none can be missed: when the database cannot be
   * reached, there is no answer. All writes have to fire the database's triggers. Only logical
   * replication, and restoring data into existing tables, do not. An imported tenant is opened
   * afterwards, which fires them.
   *
   * @param cache of one database or of several, for this host or for several
   * @param longest how late an answer may be, up to a minute
   * @throws IllegalArgumentException if it is zero or negative, or more than a minute
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
   * The same with signed scopes, for a database that requires them. A database that does not
   * require them verifies the signatures all the same.
   *
   * @param with a signer with a key that was added to this database
   */
  public ProviderService signer(ScopeSigner with) {
    return new ProviderService(connections.signer(with), schema, pepper);
  }

  /**
   * The same with a further listener.
   *
   * @param listener receives each call
   */
  public ProviderService listener(CallListener listener) {
    return new ProviderService(connections.listener(listener), schema, pepper);
  }

  /**
   * The same with the pepper for hashing tokens. It is needed to issue, rotate and verify them.
   *
   * @param secret always the same pepper: with another one, no token is valid any more
   */
  public ProviderService tokenPepper(TokenPepper secret) {
    return new ProviderService(connections, schema, secret);
  }

  /**
   * Verifies a token: who owns it, and what it may do. It needs no scope, because the token names
   * its tenant; only that tenant's tokens are read. The time of use is recorded once a minute. With
   * a {@linkplain #cache cache} the answer may be late.
   *
   * <p>A text that does not have the form of a token is refused without a query. Whatever the
   * outcome, report to the client only that its token is not valid.
   *
   * @param text the text that the client has sent
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
