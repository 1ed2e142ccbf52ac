package io.lyss.dao.platform;

import static io.lyss.dao.internal.Argument.arg;
import static io.lyss.dao.platform.jooq.Tables.EXPLAIN_PROVIDER_ACCESS;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_ACCESS;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_CONFIGS;
import static io.lyss.dao.platform.jooq.Tables.USER_AVAILABLE_PROVIDERS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Providers, and who may use them.
 *
 * <p>To see a provider is less than to use it. A user sees their own, those distributed to them,
 * and as an administrator every organization provider; system work sees all. Whether somebody may
 * use one is one predicate, the view {@code provider_access}: every question here asks it.
 */
public final class ProviderDao {

  private static final Field<?>[] COLUMNS = {
    PROVIDER_CONFIGS.ID,
    PROVIDER_CONFIGS.NAME,
    PROVIDER_CONFIGS.PROVIDER_TYPE,
    PROVIDER_CONFIGS.SCOPE,
    PROVIDER_CONFIGS.CREATED_BY,
    PROVIDER_CONFIGS.API_BASE_URL,
    PROVIDER_CONFIGS.CONFIG,
    PROVIDER_CONFIGS.IS_ACTIVE,
    PROVIDER_CONFIGS.CREATED_AT,
    PROVIDER_CONFIGS.UPDATED_AT
  };

  private static final ScopedStatement CREATE =
      Platform.statement(
          () ->
              insertInto(
                      PROVIDER_CONFIGS,
                      PROVIDER_CONFIGS.NAME,
                      PROVIDER_CONFIGS.PROVIDER_TYPE,
                      PROVIDER_CONFIGS.SCOPE,
                      PROVIDER_CONFIGS.CREATED_BY,
                      PROVIDER_CONFIGS.API_KEY,
                      PROVIDER_CONFIGS.API_BASE_URL,
                      PROVIDER_CONFIGS.CONFIG)
                  .values(
                      Sql.textArg(1),
                      Sql.textArg(2),
                      Sql.textArg(3),
                      Sql.intArg(4),
                      Sql.textArg(5),
                      Sql.textArg(6),
                      Sql.jsonArg(7))
                  .returningResult(COLUMNS));

  private static final ScopedStatement FIND =
      Platform.statement(
          () ->
              select(COLUMNS).from(PROVIDER_CONFIGS).where(PROVIDER_CONFIGS.ID.eq(Sql.intArg(1))));

  private static final ScopedStatement UPDATE =
      Platform.statement(
          () ->
              DSL.update(PROVIDER_CONFIGS)
                  .set(PROVIDER_CONFIGS.NAME, Sql.textArg(3))
                  .set(PROVIDER_CONFIGS.PROVIDER_TYPE, Sql.textArg(4))
                  .set(PROVIDER_CONFIGS.API_BASE_URL, Sql.textArg(5))
                  .set(PROVIDER_CONFIGS.CONFIG, Sql.jsonArg(6))
                  .where(PROVIDER_CONFIGS.ID.eq(Sql.intArg(1)))
                  .and(PROVIDER_CONFIGS.UPDATED_AT.eq(Sql.instantArg(2)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement SET_API_KEY =
      Platform.statement(
          () ->
              DSL.update(PROVIDER_CONFIGS)
                  .set(PROVIDER_CONFIGS.API_KEY, Sql.textArg(2))
                  .where(PROVIDER_CONFIGS.ID.eq(Sql.intArg(1)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement API_KEY =
      Platform.statement(
          () ->
              select(PROVIDER_CONFIGS.API_KEY)
                  .from(PROVIDER_CONFIGS)
                  .where(PROVIDER_CONFIGS.ID.eq(Sql.intArg(1))));

  private static final ScopedStatement SET_ACTIVE =
      Platform.statement(
          () ->
              DSL.update(PROVIDER_CONFIGS)
                  .set(PROVIDER_CONFIGS.IS_ACTIVE, arg(2, SQLDataType.BOOLEAN))
                  .where(PROVIDER_CONFIGS.ID.eq(Sql.intArg(1)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement LIST_VISIBLE =
      Platform.statement(
          () ->
              select(COLUMNS)
                  .from(PROVIDER_CONFIGS)
                  .where(PROVIDER_CONFIGS.ID.gt(Sql.intArg(1)))
                  .orderBy(PROVIDER_CONFIGS.ID)
                  .limit(Sql.intArg(2)));

  private static final ScopedStatement LIST_AVAILABLE =
      Platform.statement(
          () ->
              select(
                      USER_AVAILABLE_PROVIDERS.ID,
                      USER_AVAILABLE_PROVIDERS.NAME,
                      USER_AVAILABLE_PROVIDERS.PROVIDER_TYPE,
                      USER_AVAILABLE_PROVIDERS.SCOPE,
                      USER_AVAILABLE_PROVIDERS.CREATED_BY,
                      USER_AVAILABLE_PROVIDERS.API_BASE_URL,
                      USER_AVAILABLE_PROVIDERS.CONFIG,
                      USER_AVAILABLE_PROVIDERS.IS_ACTIVE,
                      USER_AVAILABLE_PROVIDERS.CREATED_AT,
                      USER_AVAILABLE_PROVIDERS.UPDATED_AT)
                  .from(USER_AVAILABLE_PROVIDERS)
                  .where(USER_AVAILABLE_PROVIDERS.AVAILABLE_TO_USER.eq(Sql.intArg(1)))
                  .and(USER_AVAILABLE_PROVIDERS.ID.gt(Sql.intArg(2)))
                  .orderBy(USER_AVAILABLE_PROVIDERS.ID)
                  .limit(Sql.intArg(3)));

  private static final ScopedStatement CAN_ACCESS =
      Platform.statement(
          () ->
              select(
                  exists(
                      selectOne()
                          .from(PROVIDER_ACCESS)
                          .where(PROVIDER_ACCESS.USER_ID.eq(Sql.intArg(1)))
                          .and(PROVIDER_ACCESS.PROVIDER_ID.eq(Sql.intArg(2))))));

  private static final ScopedStatement ACCESSIBLE =
      Platform.statement(
          () ->
              select(PROVIDER_ACCESS.PROVIDER_ID)
                  .from(PROVIDER_ACCESS)
                  .where(PROVIDER_ACCESS.USER_ID.eq(Sql.intArg(1)))
                  .and(PROVIDER_ACCESS.PROVIDER_ID.eq(any(Sql.intsArg(2)))));

  private static final ScopedStatement EXPLAIN =
      Platform.statement(
          () ->
              select(
                      EXPLAIN_PROVIDER_ACCESS.GRANTED,
                      EXPLAIN_PROVIDER_ACCESS.REASON,
                      EXPLAIN_PROVIDER_ACCESS.DISTRIBUTION_ID,
                      EXPLAIN_PROVIDER_ACCESS.DISTRIBUTED_BY)
                  .from(EXPLAIN_PROVIDER_ACCESS.call(Sql.intArg(1), Sql.intArg(2))));

  private final Scope scope;
  private final ScopedExecutor executor;

  ProviderDao(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
  }

  /**
   * Creates a provider that the user of this scope alone uses.
   *
   * @throws ConflictException if the user has one of that name
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException in a system scope, or for an inactive user
   */
  public Provider createPersonal(NewProvider provider) {
    return create(provider, ProviderScope.PERSONAL);
  }

  /**
   * Creates a provider that the organization uses: those to whom it is then distributed.
   *
   * @throws ConflictException if the organization has one of that name
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException unless this is an active administrator's scope
   */
  public Provider createOrganization(NewProvider provider) {
    return create(provider, ProviderScope.ORGANIZATION);
  }

  private Provider create(NewProvider provider, ProviderScope whose) {
    return executor.one(
        CREATE,
        Provider::read,
        provider.name(),
        Sql.column(provider.type()),
        Sql.column(whose),
        Platform.user(scope, "To create a provider"),
        provider.apiKey(),
        provider.apiBaseUrl().orElse(null),
        provider.config());
  }

  public Optional<Provider> find(int id) {
    return executor.find(FIND, Provider::read, id);
  }

  /**
   * @throws NotFoundException if there is no such provider in this scope
   */
  public Provider get(int id) {
    return find(id).orElseThrow(() -> notFound(id));
  }

  /**
   * Changes name, type, base URL and settings to those of the given provider, as it was read and
   * then edited.
   *
   * @return the provider as it is now
   * @throws ConflictException if it was changed since it was read, or the name is taken
   * @throws NotFoundException if there is no such provider, or it is not this scope's to change
   * @throws ConstraintException if a value is refused
   */
  public Provider update(Provider edited) {
    return executor
        .find(
            UPDATE,
            Provider::read,
            edited.id(),
            edited.updatedAt(),
            edited.name(),
            Sql.column(edited.type()),
            edited.apiBaseUrl().orElse(null),
            edited.config())
        .orElseThrow(() -> notUpdated(edited));
  }

  private RuntimeException notUpdated(Provider edited) {
    return find(edited.id())
        .filter(current -> !current.updatedAt().equals(edited.updatedAt()))
        .<RuntimeException>map(
            current ->
                new ConflictException(
                    "The provider "
                        + edited.id()
                        + " was changed since it was read; read it again and repeat the change",
                    "",
                    null))
        .orElseGet(() -> notFound(edited.id()));
  }

  /**
   * Replaces the key.
   *
   * @throws NotFoundException if there is no such provider, or it is not this scope's to change
   */
  public Provider setApiKey(int id, Ciphertext apiKey) {
    return executor.find(SET_API_KEY, Provider::read, id, apiKey).orElseThrow(() -> notFound(id));
  }

  /**
   * The encrypted key, for whoever calls the provider; only in a system scope.
   *
   * @throws NotFoundException if there is no such provider
   * @throws ScopeDeniedException in a user's scope
   */
  public Ciphertext apiKey(int id) {
    return executor
        .find(API_KEY, row -> Ciphertext.of(row.nextString()), id)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Takes the provider from everybody, and leaves what was made with it where it is.
   *
   * @throws NotFoundException if there is no such provider, or it is not this scope's to change
   */
  public Provider deactivate(int id) {
    return setActive(id, false);
  }

  /**
   * Gives back what {@link #deactivate} took.
   *
   * @throws NotFoundException if there is no such provider, or it is not this scope's to change
   */
  public Provider activate(int id) {
    return setActive(id, true);
  }

  private Provider setActive(int id, boolean active) {
    return executor.find(SET_ACTIVE, Provider::read, id, active).orElseThrow(() -> notFound(id));
  }

  /** The providers that this scope sees, by id: to manage, not only to use. */
  public Page<Provider> list(PageRequest page) {
    return page(
        executor.list(LIST_VISIBLE, Provider::read, Sql.afterId(page), Sql.limit(page)), page);
  }

  /**
   * The providers that the user of this scope may use, by id.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public Page<Provider> listAvailable(PageRequest page) {
    return page(
        executor.list(
            LIST_AVAILABLE,
            Provider::read,
            Platform.user(scope, "What is available"),
            Sql.afterId(page),
            Sql.limit(page)),
        page);
  }

  private static Page<Provider> page(List<Provider> rows, PageRequest page) {
    return Page.of(rows, page, provider -> new Cursor(Instant.EPOCH, provider.id()));
  }

  /**
   * Whether a user may use a provider. A user may ask about themselves, an administrator about
   * anybody's access to organization providers, system work about all; what the scope cannot see is
   * answered with false.
   */
  public boolean canUserAccessProvider(int userId, int providerId) {
    return executor.one(CAN_ACCESS, Row::nextBoolean, userId, providerId);
  }

  /**
   * Which of many providers a user may use: {@link #canUserAccessProvider} for all of them in one
   * statement.
   *
   * @return those that the user may use
   */
  public Set<Integer> accessibleProviders(int userId, Collection<Integer> providerIds) {
    return new LinkedHashSet<>(
        executor.list(ACCESSIBLE, Row::nextInt, userId, providerIds.toArray(Integer[]::new)));
  }

  /** Why a user may use a provider, or why not, as far as this scope can see. */
  public AccessExplanation explainAccess(int userId, int providerId) {
    return executor.one(EXPLAIN, AccessExplanation::read, userId, providerId);
  }

  private static NotFoundException notFound(int id) {
    return new NotFoundException("provider", id);
  }
}
