package io.lyss.dao.internal;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The role and the settings that make up a scope in one database. One {@code select}, sent together
 * with the statement, binds them. They are local to the transaction, so a connection returns to its
 * pool without them.
 */
public final class ScopeLayout {

  // The setting that keeps what the host has bound, while a statement of LYSS runs in its
  // transaction.
  private static final String KEPT = "lyss.kept";

  private final List<String> settings;
  // One text for each role: with the role as a parameter, a prepared statement would lose its plan
  // whenever the role changes.
  private final Map<String, String> bindByRole;
  private final String capture;
  private final String restore;
  private final String keep;
  private final String restoreKept;

  private ScopeLayout(
      List<String> roles, List<String> settings, Function<Function<Integer, String>, String> bind) {
    this.settings = List.copyOf(settings);
    this.bindByRole =
        roles.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(),
                    role -> bind.apply(place -> place == 0 ? "'" + role + "'" : "?")));
    this.restore = bind.apply(place -> "?");
    String bound =
        Stream.concat(
                Stream.of("current_setting('role')"),
                settings.stream()
                    .map(setting -> "coalesce(current_setting('" + setting + "', true), '')"))
            .collect(Collectors.joining(", "));
    this.capture = "select " + bound;
    this.keep = "select set_config('" + KEPT + "', array[" + bound + "]::text, true)";
    this.restoreKept =
        bind.apply(place -> "(current_setting('" + KEPT + "')::text[])[" + (place + 1) + "]");
  }

  /** A layout that PostgreSQL's own set_config() binds. */
  public static ScopeLayout ofSettings(List<String> roles, List<String> settings) {
    return new ScopeLayout(
        roles,
        settings,
        value ->
            "select set_config('role', "
                + value.apply(0)
                + ", true), "
                + IntStream.range(0, settings.size())
                    .mapToObj(
                        i ->
                            "set_config('"
                                + settings.get(i)
                                + "', "
                                + value.apply(i + 1)
                                + ", true)")
                    .collect(Collectors.joining(", ")));
  }

  /**
   * A layout that a function of the database binds.
   *
   * @param function its name, with its schema; its parameters are the role and a text for each
   *     setting
   */
  public static ScopeLayout ofFunction(String function, List<String> roles, List<String> settings) {
    return new ScopeLayout(
        roles,
        settings,
        value ->
            IntStream.rangeClosed(0, settings.size())
                .mapToObj(value::apply)
                .collect(Collectors.joining(", ", "select " + function + "(", ")")));
  }

  /** Binds a role; its parameters are the values of the settings. */
  String bind(String role) {
    return bindByRole.get(role);
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
    return settings.size() + 1;
  }

  /**
   * The values of one scope.
   *
   * @param role one of the layout's roles
   * @param values a value for each of the layout's settings, in order
   */
  public record Binding(ScopeLayout layout, String role, List<String> values) {
    String sql() {
      return layout.bind(role);
    }
  }
}
