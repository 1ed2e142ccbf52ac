package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.PROVIDER_TYPES;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.RowTypeBuilder;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * The kinds of providers. Every scope reads them; changes are system work or an administrator's, in
 * a tenant's scope they fail with {@link ScopeDeniedException}.
 */
public final class ProviderTypeDao {

  private static final RowType<ProviderType> ROW =
      row(ProviderType.class)
          .column("active", field(PROVIDER_TYPES.STATUS.eq(inline("active"))))
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
          () -> insertInto(PROVIDER_TYPES).set(NEW.arguments()).returningResult(ROW.columns()));

  private static final ScopedStatement<ProviderType> CHANGE = changing(allButName());

  private static final ScopedStatement<ProviderType> SET_STATUS =
      changing(Sql.args(PROVIDER_TYPES.STATUS));

  private static Map<Field<?>, Field<?>> allButName() {
    Map<Field<?>, Field<?>> arguments = NEW.arguments();
    arguments.remove(PROVIDER_TYPES.NAME);
    return arguments;
  }

  private static ScopedStatement<ProviderType> changing(Map<Field<?>, Field<?>> values) {
    return ProviderService.statement(
        ROW, () -> update(PROVIDER_TYPES).set(values).where(THIS).returningResult(ROW.columns()));
  }

  private final ScopedExecutor executor;

  ProviderTypeDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /** All of them, the one created first first. */
  public List<ProviderType> list() {
    return executor.call(LIST).list();
  }

  public Optional<ProviderType> find(String name) {
    return executor.call(FIND).with("name", name).find();
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
    return executor.call(CREATE).with(NEW, type).one();
  }

  /**
   * Changes all but the name, by which it is found.
   *
   * @throws NotFoundException if there is none of that name
   * @throws ConstraintException if a value is refused
   */
  public ProviderType change(NewProviderType type) {
    return changed(type.name(), executor.call(CHANGE).with(NEW, type));
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
    return changed(name, executor.call(SET_STATUS).with("name", name).with("status", status));
  }

  private static ProviderType changed(String name, Call<ProviderType> call) {
    return call.find().orElseThrow(() -> notFound(name));
  }

  private static NotFoundException notFound(String name) {
    return new NotFoundException("provider type", name);
  }
}
