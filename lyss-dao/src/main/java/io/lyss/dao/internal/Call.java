package io.lyss.dao.internal;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.internal.Argument.Place;
import io.lyss.dao.internal.ScopedStatement.Rendered;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of a statement: first its arguments by name, then the method that reads its answer. An
 * Optional becomes its value or null, an enum its lower-case name, a collection an array. A value
 * that the database cannot hold is refused with {@link ConstraintException} in each statement.
 *
 * <p>Used once, by one thread.
 *
 * @param <T> what a row of the answer is read as
 */
public final class Call<T> {

  private final ScopedExecutor executor;
  private final String name;
  private final boolean reads;
  private final Statements<T> statements;
  private final Arguments arguments = new Arguments();

  /**
   * @param name that of the public method that is called: {@code ChannelDao.canUse}
   * @param reads whether it writes nothing, so that a replica may answer it
   * @param statements the statement, or several from which the arguments select one
   */
  Call(ScopedExecutor executor, String name, boolean reads, Statements<T> statements) {
    this.executor = executor;
    this.name = name;
    this.reads = reads;
    this.statements = statements;
  }

  /**
   * @throws IllegalStateException if it was given before
   */
  public Call<T> with(String name, @Nullable Object value) {
    if (arguments.has(name)) {
      throw new IllegalStateException("The argument " + name + " is given twice");
    }
    arguments.put(name, value);
    return this;
  }

  /** An argument for each column of a row, of the column's name. */
  public <R> Call<T> with(RowType<R> type, R row) {
    type.write(row, this::with);
    return this;
  }

  /**
   * An argument for each column of a row that the statement takes, and that the scope does not
   * give: a row that was edited does not say in whose name it is written.
   */
  public <R> Call<T> withTaken(RowType<R> type, R row) {
    Set<String> names = taking().in(executor.schema(), name).names();
    type.write(
        row,
        (column, value) -> {
          if (names.contains(column) && !executor.given().has(column)) {
            with(column, value);
          }
        });
    return this;
  }

  /**
   * A text to search for. What {@linkplain Texts#isStorable no text of the database can be} finds
   * nothing: it is given as a null.
   */
  public Call<T> withSearch(String name, @Nullable String text) {
    return with(name, text != null && Texts.isStorable(text) ? text : null);
  }

  /**
   * An argument for each component of a record, of the name that a column would have: {@code
   * created_at} for {@code createdAt}. The components of a record inside it are arguments too.
   *
   * @param parameter how the caller knows the record, for the message
   * @throws NullPointerException if there is none
   */
  public Call<T> withRecord(String parameter, Record record) {
    Objects.requireNonNull(record, parameter);
    RecordType.of(record.getClass()).write(record, this::with);
    return this;
  }

  /** An array for each column of rows, of the column's name. */
  public <R> Call<T> withEach(RowType<R> type, List<R> rows) {
    type.writeEach(rows, this::with);
    return this;
  }

  /** An argument that is an array: one element of each item, in their order. */
  public <I> Call<T> withEach(
      String name, List<I> items, Function<? super I, ? extends @Nullable Object> element) {
    return with(name, items.stream().map(element).toArray());
  }

  /** The rows. */
  public List<T> list() {
    return rows(taking());
  }

  private List<T> rows(ScopedStatement<T> taking) {
    return run(taking, taking.row().all());
  }

  private ScopedStatement<T> taking() {
    return statements instanceof FilteredStatement<T> filtered
        ? filtered.taking(arguments)
        : (ScopedStatement<T>) statements;
  }

  /** The one row of a statement that answers with one at most. */
  public Optional<T> find() {
    ScopedStatement<T> taking = taking();
    return run(taking, taking.row().first());
  }

  /** The row of a statement that always answers with one. */
  public T one() {
    return find()
        .orElseThrow(() -> new IllegalStateException("a query that always has a row had none"));
  }

  /** How many rows a statement without an answer has changed. */
  public int execute() {
    return run(taking(), ResultReader.COUNT);
  }

  /** A page of a list that goes from new to old, as {@link #page}. */
  public Page<T> newestFirst(PageRequest page, Function<T, Cursor> cursor) {
    return page(page, page.after().orElse(Cursors.NEWEST), cursor);
  }

  /** A page of a list that goes from old to new or up the ids, as {@link #page}. */
  public Page<T> oldestFirst(PageRequest page, Function<T, Cursor> cursor) {
    return page(page, page.after().orElse(Cursors.OLDEST), cursor);
  }

  /**
   * Gives the statement its {@code limit}, and those of {@code after_time}, {@code after_id} and
   * {@code after_number} that it takes.
   */
  private Page<T> page(PageRequest page, Cursor after, Function<T, Cursor> cursor) {
    // one row more than the page holds, which shows whether there is a next page
    with("limit", page.size() + 1);
    ScopedStatement<T> taking = taking();
    for (Place place : taking.in(executor.schema(), name).places()) {
      switch (place.argument()) {
        case "after_time" -> arguments.put("after_time", Cursors.time(after));
        case "after_id" -> arguments.put("after_id", after.id());
        case "after_number" -> arguments.put("after_number", Cursors.number(after, place.type()));
        default -> {
          // the statement's own
        }
      }
    }
    return Page.of(rows(taking), page, cursor);
  }

  private <R> R run(ScopedStatement<T> taking, ResultReader<R> reader) {
    Rendered rendered = taking.in(executor.schema(), name);
    Set<String> names = rendered.names();
    Arguments given = executor.given();
    for (int i = 0; i < given.size(); i++) {
      if (names.contains(given.name(i)) && arguments.get(given.name(i)) == null) {
        arguments.put(given.name(i), given.value(i));
      }
    }
    if (!arguments.are(names)) {
      Set<String> told = Set.copyOf(arguments.names());
      throw new IllegalStateException(
          "The statement takes "
              + without(names, told)
              + " which it was not given, and was given "
              + without(told, names)
              + " which it does not take: "
              + rendered.plain());
    }
    for (int i = 0; i < arguments.size(); i++) {
      Storable.require(arguments.name(i), arguments.value(i));
    }
    try {
      return executor.run(rendered, reads, reader, arguments);
    } catch (ConstraintException e) {
      throw e.constraint().isEmpty() ? Suspects.named(e, arguments) : e;
    }
  }

  private static Set<String> without(Set<String> names, Set<String> others) {
    Set<String> rest = new HashSet<>(names);
    rest.removeAll(others);
    return rest;
  }
}
