package io.lyss.dao.internal;

import io.lyss.dao.ScopeSigner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The role and the settings that make up a scope in one database. A function of the database, sent
 * together with the statement, binds them. They are local to the transaction, so a connection
 * returns to its pool without them.
 *
 * <p>The search path stays as it is: from PostgreSQL 18 on, the server reports a changed one to the
 * driver, which then prepares all its statements anew. So statements name the schema of everything,
 * as {@link PinnedNames} does.
 */
public final class ScopeLayout {

  // This setting keeps the scope that the host has bound, while a statement of LYSS runs in its
  // transaction.
  private static final String KEPT = "lyss.kept";

  private static final String BIND_SIGNED = "bind_signed_scope";

  // The seal that the server makes from a signature for this transaction. It is restored with the
  // settings that it covers.
  private static final String SEAL = "app.scope_seal";

  private final String schema;
  private final List<String> settings;
  private final String guard;
  private final String capture;
  private final int captured;
  private final String restore;
  private final String keep;
  private final String restoreKept;
  private final @Nullable Signing signing;

  /**
   * @param schema the schema of the database
   * @param lookedUp settings that a function looks up when it binds the others
   * @param signer of scopes; if there is one, they are bound by the function that takes a signature
   */
  public ScopeLayout(
      String schema, List<String> settings, List<String> lookedUp, @Nullable ScopeSigner signer) {
    List<String> all =
        Stream.of(settings, lookedUp, signer == null ? List.<String>of() : List.of(SEAL))
            .flatMap(List::stream)
            .toList();
    this.signing = signer == null ? null : new Signing(signer, schema);
    this.schema = schema;
    this.settings = List.copyOf(settings);
    String restore = schema + ".restore_scope";
    this.guard =
        "select " + schema + ".require_replayed(?::pg_catalog.pg_lsn, ?::pg_catalog.xid8[])";
    String bound =
        Stream.concat(
                Stream.of("pg_catalog.current_setting('role')"),
                all.stream().map(setting -> "coalesce(" + setting(setting) + ", '')"))
            .collect(Collectors.joining(", "));
    this.captured = all.size() + 1;
    this.capture = "select " + bound;
    this.restore = restore(restore, all.size(), place -> "?");
    this.keep =
        "select pg_catalog.set_config('" + KEPT + "', array[" + bound + "]::pg_catalog.text, true)";
    this.restoreKept =
        restore(
            restore,
            all.size(),
            place ->
                "(pg_catalog.current_setting('" + KEPT + "')::pg_catalog.text[])[" + place + "]");
  }

  private static String restore(String function, int settings, IntFunction<String> value) {
    return call(
        function, value.apply(1), IntStream.rangeClosed(2, settings + 1).mapToObj(value).toList());
  }

  private static String call(String function, String role, List<String> values) {
    return "select "
        + function
        + Stream.concat(Stream.of(role), values.stream())
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String setting(String name) {
    return "pg_catalog.current_setting('" + name + "', true)";
  }

  /**
   * A kind of scope.
   *
   * @param function of the schema; its parameters are the role and a text for each setting
   * @param given the settings that such a scope has, in order. The others are empty in the text
   *     itself: each parameter takes time to send and to read.
   */
  public Form form(String role, String function, List<String> given) {
    List<String> values =
        new ArrayList<>(
            settings.stream().map(setting -> given.contains(setting) ? "?" : "''").toList());
    values.add(0, "'" + role + "'");
    if (signing != null) {
      values.add("?");
    }
    String scope = String.join(", ", values);
    return new Form(
        this,
        role,
        scope,
        "select " + schema + "." + (signing == null ? function : BIND_SIGNED) + "(" + scope + ")",
        settings.stream().map(given::indexOf).toList());
  }

  /**
   * A statement that fails on a replica which has not replayed enough. Its parameters are a
   * position and transactions.
   */
  String guard() {
    return guard;
  }

  /** Reads what is bound now: the role and the settings. */
  String capture() {
    return capture;
  }

  /** Binds what {@link #capture()} read. */
  String restore() {
    return restore;
  }

  /** Keeps what is bound now, in the transaction. */
  String keep() {
    return keep;
  }

  /** Binds what {@link #keep()} kept; it has no parameters. */
  String restoreKept() {
    return restoreKept;
  }

  int captured() {
    return captured;
  }

  /**
   * A kind of scope, with one text: with the role as a parameter, a prepared statement would lose
   * its plan whenever the role changes.
   *
   * @param scope the arguments of the function that binds it; {@link Binding#sent} returns those
   *     that are parameters
   * @param sql binds such a scope; it has the same parameters
   * @param places for each setting of the layout, which of the values it is; -1 for none
   */
  public record Form(
      ScopeLayout layout, String role, String scope, String sql, List<Integer> places) {

    private List<String> whole(List<String> values) {
      return places.stream().map(place -> place < 0 ? "" : values.get(place)).toList();
    }
  }

  /**
   * The values of one scope.
   *
   * @param values a value for each of the settings that its form is given, in order
   * @param writes whether binding it writes, so that only the primary can bind it
   */
  public record Binding(Form form, List<String> values, boolean writes) {

    public Binding(Form form, List<String> values) {
      this(form, values, false);
    }

    ScopeLayout layout() {
      return form.layout();
    }

    String sql() {
      return form.sql();
    }

    /**
     * The scope as arguments of a function that takes one; it has the parameters of {@link #sql}.
     */
    String scope() {
      return form.scope();
    }

    boolean isSigned() {
      return form.layout().signing != null;
    }

    /** The parameters of {@link #sql()}, for a connection. */
    List<String> sent(Connection connection) throws SQLException {
      Signing signing = form.layout().signing;
      if (signing == null) {
        return values;
      }
      List<String> sent = new ArrayList<>(values);
      sent.add(signing.signature(form.role(), form.whole(values), connection));
      return sent;
    }
  }
}
