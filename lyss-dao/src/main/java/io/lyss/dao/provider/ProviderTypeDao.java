package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.PROVIDER_TYPES;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;

/**
 * The kinds of providers. Every scope reads them; changes are system work or an administrator's, in
 * a tenant's scope they fail with {@link ScopeDeniedException}.
 */
public final class ProviderTypeDao {

  private static final Field<?>[] COLUMNS = {
    PROVIDER_TYPES.ID,
    PROVIDER_TYPES.NAME,
    PROVIDER_TYPES.DISPLAY_NAME,
    PROVIDER_TYPES.BASE_URL,
    ModelColumns.names(PROVIDER_TYPES.SUPPORTED_MODELS),
    PROVIDER_TYPES.API_FORMAT,
    PROVIDER_TYPES.STATUS
  };

  private static final ScopedStatement LIST =
      ProviderService.statement(
          () -> select(COLUMNS).from(PROVIDER_TYPES).orderBy(PROVIDER_TYPES.ID));

  private static final ScopedStatement FIND =
      ProviderService.statement(
          () -> select(COLUMNS).from(PROVIDER_TYPES).where(PROVIDER_TYPES.NAME.eq(Sql.textArg(1))));

  private static final ScopedStatement CREATE =
      ProviderService.statement(
          () ->
              insertInto(
                      PROVIDER_TYPES,
                      PROVIDER_TYPES.NAME,
                      PROVIDER_TYPES.DISPLAY_NAME,
                      PROVIDER_TYPES.BASE_URL,
                      PROVIDER_TYPES.SUPPORTED_MODELS,
                      PROVIDER_TYPES.API_FORMAT)
                  .values(
                      Sql.textArg(1),
                      Sql.textArg(2),
                      Sql.textArg(3),
                      ModelColumns.namesArg(4),
                      Sql.textArg(5))
                  .returningResult(COLUMNS));

  private static final ScopedStatement CHANGE =
      ProviderService.statement(
          () ->
              update(PROVIDER_TYPES)
                  .set(PROVIDER_TYPES.DISPLAY_NAME, Sql.textArg(2))
                  .set(PROVIDER_TYPES.BASE_URL, Sql.textArg(3))
                  .set(PROVIDER_TYPES.SUPPORTED_MODELS, ModelColumns.namesArg(4))
                  .set(PROVIDER_TYPES.API_FORMAT, Sql.textArg(5))
                  .where(PROVIDER_TYPES.NAME.eq(Sql.textArg(1)))
                  .returningResult(COLUMNS));

  private static final ScopedStatement SET_STATUS =
      ProviderService.statement(
          () ->
              update(PROVIDER_TYPES)
                  .set(PROVIDER_TYPES.STATUS, Sql.textArg(2))
                  .where(PROVIDER_TYPES.NAME.eq(Sql.textArg(1)))
                  .returningResult(COLUMNS));

  private final ScopedExecutor executor;

  ProviderTypeDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /** All of them, those first that were created first. */
  public List<ProviderType> list() {
    return executor.list(LIST, ProviderType::read);
  }

  public Optional<ProviderType> find(String name) {
    return executor.find(FIND, ProviderType::read, name);
  }

  /**
   * @throws NotFoundException if there is none of that name
   */
  public ProviderType get(String name) {
    return find(name).orElseThrow(() -> notFound(name));
  }

  /**
   * Creates an active one.
   *
   * @throws ConflictException if the name is taken
   * @throws ConstraintException if a value is refused
   */
  public ProviderType create(NewProviderType type) {
    return executor.one(CREATE, ProviderType::read, values(type));
  }

  /**
   * Changes all but the name, by which it is found.
   *
   * @throws NotFoundException if there is none of that name
   * @throws ConstraintException if a value is refused
   */
  public ProviderType change(NewProviderType type) {
    return executor
        .find(CHANGE, ProviderType::read, values(type))
        .orElseThrow(() -> notFound(type.name()));
  }

  private static Object[] values(NewProviderType type) {
    return new Object[] {
      type.name(),
      type.displayName(),
      type.baseUrl().orElse(null),
      type.supportedModels().stream().sorted().toArray(String[]::new),
      Sql.column(type.apiFormat())
    };
  }

  /**
   * Lets channels of this kind serve requests.
   *
   * @throws NotFoundException if there is none of that name
   */
  public ProviderType activate(String name) {
    return setStatus(name, "active");
  }

  /**
   * Lets no channel of this kind serve requests, in any tenant.
   *
   * @throws NotFoundException if there is none of that name
   */
  public ProviderType deactivate(String name) {
    return setStatus(name, "inactive");
  }

  private ProviderType setStatus(String name, String status) {
    return executor
        .find(SET_STATUS, ProviderType::read, name, status)
        .orElseThrow(() -> notFound(name));
  }

  private static NotFoundException notFound(String name) {
    return new NotFoundException("provider type", name);
  }
}
