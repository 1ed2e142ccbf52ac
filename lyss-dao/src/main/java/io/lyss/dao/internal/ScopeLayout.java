package io.lyss.dao.internal;

import io.lyss.dao.ScopeSigner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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

  // One text for each role: with the role as a parameter, a prepared statement would lose its plan
  // whenever the role changes.
  private final Map<String, String> bindByRole;
  private final String guard;
  private final String capture;
  private final int captured;
  private final String restore;
  private final String keep;
  private final String restoreKept;
  private final @Nullable Signing signing;

  /**
   * @param schema the schema of the database
   * @param binds by role, the function that binds a scope; its parameters are the role and a text
   *     for each setting
   * @param lookedUp settings that the function looks up when it binds the others
   * @param signer of scopes; if there is one, they are bound by the function that takes a signature
   */
  public ScopeLayout(
      String schema,
      Map<String, String> binds,
      List<String> settings,
      List<String> lookedUp,
      @Nullable ScopeSigner signer) {
    List<String> all =
        Stream.of(settings, lookedUp, signer == null ? List.<String>of() : List.of(SEAL))
            .flatMap(List::stream)
            .toList();
    this.signing = signer == null ? null : new Signing(signer, schema);
    int sent = settings.size() + (signer == null ? 0 : 1);
    this.bindByRole =
        binds.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey,
                    bind ->
                        call(
                            schema + "." + (signer == null ? bind.getValue() : BIND_SIGNED),
                            "'" + bind.getKey() + "'",
                            Collections.nCopies(sent, "?"))));
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

  /** Binds a role; {@link Binding#sent} returns its parameters. */
  String bind(String role) {
    return bindByRole.get(role);
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
   * The values of one scope.
   *
   * @param role one of the layout's roles
   * @param values a value for each of the layout's settings, in order
   * @param writes whether binding it writes, so that only the primary can bind it
   */
  public record Binding(ScopeLayout layout, String role, List<String> values, boolean writes) {

    public Binding(ScopeLayout layout, String role, List<String> values) {
      this(layout, role, values, false);
    }

    String sql() {
      return layout.bind(role);
    }

    /** The parameters of {@link #sql()}, for a connection. */
    List<String> sent(Connection connection) throws SQLException {
      Signing signing = layout.signing;
      return signing == null ? values : signing.signed(role, values, connection);
    }
  }
}
