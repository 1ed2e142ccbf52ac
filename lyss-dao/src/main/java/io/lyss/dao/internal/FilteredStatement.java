package io.lyss.dao.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A statement with conditions that a call may leave out: it leaves out each whose arguments it
 * gives as null or empty, or not at all.
 *
 * <p>Each set of conditions has its own statement. For a single one, with a null for each condition
 * that is left out, PostgreSQL would after a while keep a plan that reads all rows.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <T> what a row of its answer is read as
 */
public final class FilteredStatement<T> implements Statements<T> {

  private final List<Condition> conditions;
  private final Function<Condition, ScopedStatement<T>> statement;
  private final Set<String> optional;
  private final Map<Set<String>, ScopedStatement<T>> statements = new ConcurrentHashMap<>();

  /**
   * @param conditions each with the arguments that it is there for: one that has two takes both
   * @param statement makes the statement that has some of them
   */
  public FilteredStatement(
      List<Condition> conditions, Function<Condition, ScopedStatement<T>> statement) {
    this.conditions = List.copyOf(conditions);
    this.statement = statement;
    this.optional = arguments(DSL.and(conditions));
  }

  private static Set<String> arguments(Condition condition) {
    return DSL.using(SQLDialect.POSTGRES).extractParams(condition).keySet().stream()
        .map(name -> Argument.place(name).argument())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The statement that takes the arguments; those that leave a condition out are removed. */
  ScopedStatement<T> taking(Arguments arguments) {
    arguments.removeIf((name, value) -> optional.contains(name) && Values.isNull(value));
    Set<String> given = new HashSet<>(optional);
    given.removeIf(name -> !arguments.has(name));
    return statements.computeIfAbsent(given, this::statement);
  }

  private ScopedStatement<T> statement(Set<String> given) {
    return statement.apply(
        conditions.stream()
            .filter(condition -> given.containsAll(arguments(condition)))
            .reduce(DSL.noCondition(), Condition::and));
  }
}
