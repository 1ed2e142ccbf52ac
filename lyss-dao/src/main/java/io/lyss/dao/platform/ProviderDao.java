package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.PROVIDER_CONFIGS;
import static io.lyss.dao.platform.jooq.Tables.READ_PROVIDER_KEY;
import static io.lyss.dao.platform.jooq.Tables.USER_AVAILABLE_PROVIDERS;
import static io.lyss.dao.platform.jooq.Tables.VISIBLE_PROVIDERS;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Providers, and who may use them.
 *
 * <p>To see a provider is not to be allowed to use it. Users see their own and those distributed to
 * them, administrators every organization provider too, system work all. One predicate, the view
 * {@code provider_access}, decides who may use a provider.
 */
public final class ProviderDao {

  private static final RowType<Provider> ROW =
      RowType.builder(Provider.class, PROVIDER_CONFIGS)
          .column("type", PROVIDER_CONFIGS.PROVIDER_TYPE)
          .column("active", PROVIDER_CONFIGS.IS_ACTIVE)
          .build();

  private static final RowType<NewProvider> NEW =
      RowType.builder(NewProvider.class, PROVIDER_CONFIGS)
          .column("type", PROVIDER_CONFIGS.PROVIDER_TYPE)
          .build();

  private static final RowType<Ciphertext> KEY =
      RowType.of(Ciphertext.class, READ_PROVIDER_KEY.API_KEY);

  private static final Condition THIS = Sql.is(PROVIDER_CONFIGS.ID);

  private static final ScopedStatement<Provider> CREATE =
      Platform.statement(
          ROW,
          () ->
              insertInto(PROVIDER_CONFIGS)
                  .set(Sql.args(PROVIDER_CONFIGS.SCOPE, PROVIDER_CONFIGS.CREATED_BY))
                  .set(NEW.arguments())
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Provider> FIND = find(ROW);

  private static final ScopedStatement<Ciphertext> API_KEY =
      Platform.statement(KEY, () -> FunctionCall.of(READ_PROVIDER_KEY).rows(KEY));

  private static <T> ScopedStatement<T> find(RowType<T> row) {
    return Platform.statement(row, () -> select(row.columns()).from(PROVIDER_CONFIGS).where(THIS));
  }

  private static final ScopedStatement<Provider> UPDATE =
      Platform.statement(
          ROW,
          () ->
              DSL.update(PROVIDER_CONFIGS)
                  .set(
                      Sql.args(
                          PROVIDER_CONFIGS.NAME,
                          PROVIDER_CONFIGS.PROVIDER_TYPE,
                          PROVIDER_CONFIGS.API_BASE_URL,
                          PROVIDER_CONFIGS.CONFIG))
                  .where(THIS)
                  .and(Sql.is(PROVIDER_CONFIGS.UPDATED_AT))
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<Provider> SET_API_KEY = set(PROVIDER_CONFIGS.API_KEY);

  private static final ScopedStatement<Provider> SET_ACTIVE = set(PROVIDER_CONFIGS.IS_ACTIVE);

  private static ScopedStatement<Provider> set(Field<?> column) {
    return Platform.statement(
        ROW,
        () ->
            DSL.update(PROVIDER_CONFIGS)
                .set(Sql.args(column))
                .where(THIS)
                .returningResult(ROW.columns()));
  }

  private static final ScopedStatement<Provider> LIST_VISIBLE =
      Platform.statement(ROW, () -> FunctionCall.of(VISIBLE_PROVIDERS).rows(ROW));

  private static final ScopedStatement<Provider> LIST_AVAILABLE =
      Platform.statement(
          ROW,
          () ->
              select(ROW.columns(USER_AVAILABLE_PROVIDERS))
                  .from(USER_AVAILABLE_PROVIDERS)
                  .where(Sql.is(USER_AVAILABLE_PROVIDERS.AVAILABLE_TO_USER))
                  .and(USER_AVAILABLE_PROVIDERS.ID.gt(Sql.afterNumber(SQLDataType.INTEGER)))
                  .orderBy(USER_AVAILABLE_PROVIDERS.ID)
                  .limit(Sql.limit()));

  private final Scope scope;
  private final ScopedExecutor executor;
  private final ProviderAccess access;

  ProviderDao(Scope scope, ScopedExecutor executor) {
    this.scope = scope;
    this.executor = executor;
    this.access = new ProviderAccess(scope, executor);
  }

  /**
   * Creates a personal provider: only the user of this scope may use it.
   *
   * @throws ConflictException if the user has one of that name
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException in a system scope, or for an inactive user
   */
  public Provider createPersonal(NewProvider provider) {
    return create("ProviderDao.createPersonal", provider, ProviderScope.PERSONAL);
  }

  /**
   * Creates an organization provider: users to whom it is distributed may use it.
   *
   * @throws ConflictException if the organization has one of that name
   * @throws ConstraintException if a value is refused
   * @throws ScopeDeniedException unless this is an active administrator's scope
   */
  public Provider createOrganization(NewProvider provider) {
    return create("ProviderDao.createOrganization", provider, ProviderScope.ORGANIZATION);
  }

  private Provider create(String call, NewProvider provider, ProviderScope providerScope) {
    return executor
        .call(call, CREATE)
        .with("scope", providerScope)
        .with("created_by", Platform.user(scope, "To create a provider"))
        .with(NEW, provider)
        .one();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<Provider> find(int id) {
    return executor.read("ProviderDao.find", FIND).with("id", id).find();
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
   * @throws NotFoundException if there is no such provider, or this scope may not change it
   * @throws ConstraintException if a value is refused
   */
  public Provider update(Provider edited) {
    return Edited.orRefuse(
        executor
            .call("ProviderDao.update", UPDATE)
            .with("id", edited.id())
            .with("updated_at", edited.updatedAt())
            .with("name", edited.name())
            .with("provider_type", edited.type())
            .with("api_base_url", edited.apiBaseUrl())
            .with("config", edited.config())
            .find(),
        edited.updatedAt(),
        () -> find(edited.id()),
        Provider::updatedAt,
        "provider",
        edited.id());
  }

  /**
   * Replaces the key.
   *
   * @throws NotFoundException if there is no such provider, or this scope may not change it
   */
  public Provider setApiKey(int id, Ciphertext apiKey) {
    return changed(id, executor.call("ProviderDao.setApiKey", SET_API_KEY).with("api_key", apiKey));
  }

  /**
   * The encrypted key, to call the provider with; only in a system scope. The audit log has an
   * entry {@code read_secret} for each reason and provider, once an hour; it is undone with the
   * transaction, and stays in the server's log. So it takes a transaction that may write.
   *
   * @throws NotFoundException if there is no such provider
   * @throws ScopeDeniedException in a user's scope
   */
  public Ciphertext apiKey(int id) {
    return executor
        .call("ProviderDao.apiKey", API_KEY)
        .with("id", id)
        .find()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Deactivates the provider: nobody may use it. Its conversations and usage stay.
   *
   * @throws NotFoundException if there is no such provider, or this scope may not change it
   */
  public Provider deactivate(int id) {
    return setActive("ProviderDao.deactivate", id, false);
  }

  /**
   * Undoes {@link #deactivate}.
   *
   * @throws NotFoundException if there is no such provider, or this scope may not change it
   */
  public Provider activate(int id) {
    return setActive("ProviderDao.activate", id, true);
  }

  private Provider setActive(String call, int id, boolean active) {
    return changed(id, executor.call(call, SET_ACTIVE).with("is_active", active));
  }

  private static Provider changed(int id, Call<Provider> change) {
    return change.with("id", id).find().orElseThrow(() -> notFound(id));
  }

  /** The providers that this scope sees, by id, also those that its user may not use. */
  public Page<Provider> list(PageRequest page) {
    return executor.read("ProviderDao.list", LIST_VISIBLE).oldestFirst(page, ProviderDao::cursor);
  }

  /**
   * The providers that the user of this scope may use, by id.
   *
   * @throws ScopeDeniedException in a system scope
   */
  public Page<Provider> listAvailable(PageRequest page) {
    return executor
        .read("ProviderDao.listAvailable", LIST_AVAILABLE)
        .with("available_to_user", Platform.user(scope, "What is available"))
        .oldestFirst(page, ProviderDao::cursor);
  }

  private static Cursor cursor(Provider provider) {
    return new Cursor(Instant.EPOCH, provider.id());
  }

  /**
   * Whether a user may use a provider. Users may ask about themselves, administrators about
   * everybody's access to organization providers, system work about all. For what the scope cannot
   * see the answer is false.
   *
   * <p>Where the platform has {@linkplain Platform#cache a cache}, it may answer users who ask
   * about themselves.
   */
  public boolean canUserAccessProvider(int userId, int providerId) {
    return access.canUserAccessProvider(userId, providerId);
  }

  /**
   * Which of many providers a user may use: {@link #canUserAccessProvider} for all of them in one
   * statement.
   *
   * @return those that the user may use
   */
  public Set<Integer> accessibleProviders(int userId, Collection<Integer> providerIds) {
    return access.accessibleProviders(userId, providerIds);
  }

  /** Why a user may use a provider, or why not, as far as this scope can see. */
  public AccessExplanation explainAccess(int userId, int providerId) {
    return access.explainAccess(userId, providerId);
  }

  /**
   * Why a user could use a provider at a given time, or why not, as far as this scope can see.
   * Nothing is known of the time before the user and the provider were created. For a time to come,
   * the present distributions count.
   */
  public AccessExplanation explainAccess(int userId, int providerId, Instant at) {
    return access.explainAccess(userId, providerId, at);
  }

  /**
   * Who may use a provider, by user. System work may ask about all providers, administrators about
   * those of the organization.
   *
   * @throws ScopeDeniedException in the scope of any other user
   */
  public Page<ProviderUser> usersOf(int providerId, PageRequest page) {
    return access.usersOf(providerId, Optional.empty(), page);
  }

  /**
   * Who could use a provider at a given time, otherwise like {@link #usersOf(int, PageRequest)}.
   *
   * @throws ScopeDeniedException unless this is system work, or an active administrator's scope
   * @throws IllegalArgumentException if the time is null
   */
  public Page<ProviderUser> usersOf(int providerId, Instant at, PageRequest page) {
    return access.usersOf(
        providerId,
        Optional.of(
            Optional.ofNullable(at)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "at is null; ask without it who may use the provider now"))),
        page);
  }

  /**
   * How many users may use a provider, and would lose it if it were deactivated.
   *
   * @throws ScopeDeniedException unless this is system work, or an active administrator's scope
   */
  public long countUsersOf(int providerId) {
    return access.countUsersOf(providerId);
  }

  /**
   * How many users of a list may use a provider, and would lose it if it were revoked from them.
   *
   * @throws ScopeDeniedException unless this is system work, or an active administrator's scope
   */
  public long countUsersOf(int providerId, Collection<Integer> among) {
    return access.countUsersOf(providerId, among);
  }

  private static NotFoundException notFound(int id) {
    return new NotFoundException("provider", id);
  }
}
