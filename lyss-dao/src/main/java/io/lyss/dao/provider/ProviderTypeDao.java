package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.CREATE_PROVIDER_TYPE;
import static io.lyss.dao.provider.jooq.Tables.PROVIDER_TYPES;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Edited;
import io.lyss.dao.internal.FunctionCall;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.RowTypeBuilder;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * The kinds of providers. Each scope may read them. Only system work and administrators may change
 * them; in a tenant's scope a change fails with {@link ScopeDeniedException}.
 */
public final class ProviderTypeDao {

  private static final RowType<ProviderType> ROW =
      row(ProviderType.class)
          .expression(
              "active", table -> field(Sql.in(table, PROVIDER_TYPES.STATUS).eq(inline("active"))))
          .build();

  private static final RowType<NewProviderType> NEW = row(NewProviderType.class).build();

  private static <T extends Record> RowTypeBuilder<T> row(Class<T> type) {
    return RowType.builder(type, PROVIDER_TYPES)
        .expression(
            "supportedModels",
            table -> ModelColumns.names(Sql.in(table, PROVIDER_TYPES.SUPPORTED_MODELS)))
        .argument("supportedModels", ModelColumns::namesArg);
  }

  private static final Condition THIS = Sql.is(PROVIDER_TYPES.NAME);

  private static final ScopedStatement<ProviderType> LIST =
      ProviderService.statement(
          ROW, () -> select(ROW.columns()).from(PROVIDER_TYPES).orderBy(PROVIDER_TYPES.ID));

  private static final ScopedStatement<ProviderType> FIND =
      ProviderService.statement(ROW, () -> select(ROW.columns()).from(PROVIDER_TYPES).where(THIS));

  private static final ScopedStatement<ProviderType> CREATE =
      ProviderService.statement(
          ROW,
          () ->
              FunctionCall.of(CREATE_PROVIDER_TYPE)
                  .passing("supported_models", ModelColumns.namesArg("supported_models"))
                  .rows(ROW));

  private static final ScopedStatement<ProviderType> UPDATE =
      ProviderService.statement(
          ROW,
          () ->
              DSL.update(PROVIDER_TYPES)
                  .set(
                      Sql.args(
                          PROVIDER_TYPES.DISPLAY_NAME,
                          PROVIDER_TYPES.BASE_URL,
                          PROVIDER_TYPES.API_FORMAT))
                  .set(PROVIDER_TYPES.SUPPORTED_MODELS, ModelColumns.namesArg("supported_models"))
                  .where(THIS)
                  .and(Sql.is(PROVIDER_TYPES.UPDATED_AT))
                  .returningResult(ROW.columns()));

  private static final ScopedStatement<ProviderType> SET_STATUS =
      ProviderService.statement(
          ROW,
          () ->
              DSL.update(PROVIDER_TYPES)
                  .set(Sql.args(PROVIDER_TYPES.STATUS))
                  .where(THIS)
                  .returningResult(ROW.columns()));

  private final ScopedExecutor executor;

  ProviderTypeDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /** All kinds, in the order in which they were created. */
  public List<ProviderType> list() {
    return executor.read("ProviderTypeDao.list", LIST).list();
  }

  /** The row, if there is one and this scope sees it. */
  public Optional<ProviderType> find(String name) {
    return executor.read("ProviderTypeDao.find", FIND).with("name", name).find();
  }

  /**
   * @throws NotFoundException if there is none of that name
   */
  public ProviderType get(String name) {
    return find(name).orElseThrow(() -> notFound(name));
  }

  /**
   * Creates an active kind.
   *
   * @throws ConflictException if the name is taken
   * @throws ConstraintException if a value is refused
   */
  public ProviderType create(NewProviderType type) {
    return executor.call("ProviderTypeDao.create", CREATE).with(NEW, type).one();
  }

  /**
   * Changes the display name, address, models and API of a kind. The given kind is the stored one
   * as it was read, with the edits.
   *
   * @return the kind as it is now
   * @throws ConflictException if it was changed since it was read
   * @throws NotFoundException if there is none of that name
   * @throws ConstraintException if a value is refused
   */
  public ProviderType update(ProviderType edited) {
    return Edited.orRefuse(
        executor
            .call("ProviderTypeDao.update", UPDATE)
            .with("name", edited.name())
            .with("updated_at", edited.updatedAt())
            .with("display_name", edited.displayName())
            .with("base_url", edited.baseUrl())
            .with("supported_models", edited.supportedModels())
            .with("api_format", edited.apiFormat())
            .find(),
        edited.updatedAt(),
        () -> find(edited.name()),
        ProviderType::updatedAt,
        "provider type",
        edited.name());
  }

  /**
   * Lets channels of this kind serve requests.
   *
   * @throws NotFoundException if there is none of that name
   */
  public ProviderType activate(String name) {
    return setStatus("ProviderTypeDao.activate", name, "active");
  }

  /**
   * Stops all channels of this kind from serving requests, in all tenants.
   *
   * @throws NotFoundException if there is none of that name
   */
  public ProviderType deactivate(String name) {
    return setStatus("ProviderTypeDao.deactivate", name, "inactive");
  }

  private ProviderType setStatus(String call, String name, String status) {
    return executor
        .call(call, SET_STATUS)
        .with("name", name)
        .with("status", status)
        .find()
        .orElseThrow(() -> notFound(name));
  }

  private static NotFoundException notFound(String name) {
    return new NotFoundException("provider type", name);
  }
}
