package io.lyss.dao.internal;

import io.lyss.dao.internal.Argument.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A statement written with jOOQ and the row type of its answer, rendered once for each schema and
 * each call that sends it. jOOQ would render it again for each execution, which costs more than the
 * round trip of a small query.
 *
 * <p>Immutable and thread-safe.
 *
 * @param <T> what a row of its answer is read as
 */
public final class ScopedStatement<T> implements Statements<T> {

  static {
    JooqGreeting.suppress();
  }

  // Marks an argument in the text that jOOQ renders; SQL never contains it.
  private static final String MARK = "\u0001";
  private static final Pattern MARKED = Pattern.compile(MARK + "(\\w+)");
  private static final Pattern FIRST_WORD = Pattern.compile("^\\w+");
  private static final Pattern CALL = Pattern.compile("\\w+\\.\\w+");

  private final String defaultSchema;
  private final RowType<T> row;
  private final Supplier<Query> query;
  private final @Nullable Pair pair;
  private final Map<String, Map<String, Rendered>> rendered = new ConcurrentHashMap<>();

  /**
   * Two functions with the same answer.
   *
   * @param inBound answers in the scope that is bound
   * @param inGiven answers in the scope that it is given; after its parameters it has those of the
   *     other
   */
  private record Pair(String inBound, String inGiven) {

    /** The text that gives a scope to the second function. */
    String given(String sql, String scope) {
      return sql.replace('.' + inBound + '(', '.' + inGiven + '(' + scope + ", ");
    }
  }

  /**
   * @param defaultSchema the schema that the generated code names
   * @param row what its rows are read as
   * @param query the statement, its places for values made with {@link Sql#arg}
   */
  public ScopedStatement(String defaultSchema, RowType<T> row, Supplier<Query> query) {
    this(defaultSchema, row, query, null);
  }

  private ScopedStatement(
      String defaultSchema, RowType<T> row, Supplier<Query> query, @Nullable Pair pair) {
    this.defaultSchema = defaultSchema;
    this.row = row;
    this.query = query;
    this.pair = pair;
  }

  /**
   * The same, for a statement that calls one function. In a transaction of its own, and where
   * scopes are not signed, it binds no scope, and calls another function instead, to which it gives
   * the scope.
   *
   * @param inBound the function that this statement calls in a bound scope
   * @param inGiven the other; before the parameters of the first, it has those of the function that
   *     binds a scope
   */
  public ScopedStatement<T> unbound(String inBound, String inGiven) {
    return new ScopedStatement<>(defaultSchema, row, query, new Pair(inBound, inGiven));
  }

  RowType<T> row() {
    return row;
  }

  /**
   * The text for a schema.
   *
   * @param call the call that sends it, which the text names
   */
  Rendered in(String schema, String call) {
    Map<String, Rendered> ofCall = rendered.get(call);
    if (ofCall == null) {
      ofCall = rendered.computeIfAbsent(call, name -> new ConcurrentHashMap<>());
    }
    Rendered known = ofCall.get(schema);
    return known != null ? known : ofCall.computeIfAbsent(schema, to -> render(to, call));
  }

  private Rendered render(String schema, String call) {
    String marked =
        DSL.using(
                SQLDialect.POSTGRES,
                settings(defaultSchema, schema).withRenderNamedParamPrefix(MARK))
            .renderNamedParams(query.get());
    List<Place> places = new ArrayList<>();
    Matcher matcher = MARKED.matcher(marked);
    StringBuilder sql = new StringBuilder();
    while (matcher.find()) {
      places.add(Argument.place(matcher.group(1)));
      matcher.appendReplacement(sql, "?");
    }
    matcher.appendTail(sql);
    return new Rendered(
        call, named(PinnedNames.in(sql.toString()), call), List.copyOf(places), pair);
  }

  /**
   * Adds the name of the call, for people who read statements at the server. It stands after the
   * first word, because pg_stat_statements of PostgreSQL 18 drops a comment at the beginning, and
   * logs cut off the end.
   */
  private static String named(String sql, String call) {
    if (!CALL.matcher(call).matches()) {
      throw new IllegalStateException("Name a call by its class and method, not " + call);
    }
    return FIRST_WORD.matcher(sql).replaceFirst("$0 /* lyss " + call + " */");
  }

  /** How jOOQ renders SQL for a database in a schema. */
  static Settings settings(String defaultSchema, String schema) {
    return new Settings()
        .withStatementType(StatementType.PREPARED_STATEMENT)
        .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
        .withRenderNameCase(RenderNameCase.AS_IS)
        .withRenderMapping(
            new RenderMapping()
                .withSchemata(new MappedSchema().withInput(defaultSchema).withOutput(schema)));
  }

  /** The text of a statement, and its places for arguments. */
  static final class Rendered {
    private final String call;
    private final String sql;
    private final List<Place> places;
    private final Set<String> names;
    // The whole texts, by the text that binds. There are few of these, and the driver looks up a
    // plan by the whole text.
    private final Map<String, String> bound = new ConcurrentHashMap<>();
    private final @Nullable Pair pair;
    private final Map<String, String> unbound = new ConcurrentHashMap<>();
    private final Map<String, String> restored = new ConcurrentHashMap<>();
    // The same where there is a replica
    private final Map<String, String> marked = new ConcurrentHashMap<>();
    private final Map<String, String> markedAndRestored = new ConcurrentHashMap<>();
    private final Map<String, String> guarded = new ConcurrentHashMap<>();

    Rendered(String call, String sql, List<Place> places, @Nullable Pair pair) {
      this.pair = pair;
      this.call = call;
      this.sql = sql;
      this.places = places;
      this.names = places.stream().map(Place::argument).collect(Collectors.toUnmodifiableSet());
    }

    /** The call that sends it. */
    String call() {
      return call;
    }

    String plain() {
      return sql;
    }

    String bound(ScopeLayout.Binding binding) {
      String bind = binding.sql();
      String known = bound.get(bind);
      return known != null ? known : bound.computeIfAbsent(bind, text -> text + "; " + sql);
    }

    /**
     * The text for a transaction that has no other statement, with the parameters of {@link
     * #bound}: it gives the scope and binds none. Null if this statement, or this scope, has no
     * such text.
     */
    @Nullable String unbound(ScopeLayout.Binding binding) {
      Pair both = pair;
      if (both == null || binding.isSigned()) {
        return null;
      }
      String scope = binding.scope();
      String known = unbound.get(scope);
      return known != null
          ? known
          : unbound.computeIfAbsent(scope, arguments -> both.given(sql, arguments));
    }

    String boundAndRestored(ScopeLayout.Binding binding) {
      return restored.computeIfAbsent(
          binding.sql(),
          text ->
              String.join(
                  "; ", binding.layout().keep(), text, sql, binding.layout().restoreKept()));
    }

    /** {@link #bound} with a query of the primary's position at its end. */
    String marked(ScopeLayout.Binding binding) {
      return marked.computeIfAbsent(binding.sql(), text -> String.join("; ", text, sql, Mark.SQL));
    }

    /** {@link #boundAndRestored} with the same query before the old scope is restored. */
    String markedAndRestored(ScopeLayout.Binding binding) {
      return markedAndRestored.computeIfAbsent(
          binding.sql(),
          text ->
              String.join(
                  "; ",
                  binding.layout().keep(),
                  text,
                  sql,
                  Mark.SQL,
                  binding.layout().restoreKept()));
    }

    /** {@link #bound} after a check that the replica has replayed enough. */
    String guarded(ScopeLayout.Binding binding) {
      return guarded.computeIfAbsent(
          binding.sql(), text -> String.join("; ", binding.layout().guard(), text, sql));
    }

    List<Place> places() {
      return places;
    }

    /** The names of the arguments that it takes. */
    Set<String> names() {
      return names;
    }
  }
}
