package io.lyss.dao.internal;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The role and the settings that make up a scope in one database. One {@code select}, sent together
 * with the statement, binds them. They are local to the transaction, so a connection returns to its
 * pool without them.
 */
public final class ScopeLayout {

  private final List<String> settings;
  // One text for each role: with the role as a parameter, a prepared statement would lose its plan
  // whenever the role changes.
  private final Map<String, String> bindByRole;
  private final String capture;
  private final String restore;

  private ScopeLayout(List<String> roles, List<String> settings, UnaryOperator<String> bind) {
    this.settings = List.copyOf(settings);
    this.bindByRole =
        roles.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), role -> bind.apply("'" + role + "'")));
    this.restore = bind.apply("?");
    this.capture =
        "select current_setting('role'), "
            + settings.stream()
                .map(setting -> "coalesce(current_setting('" + setting + "', true), '')")
                .collect(Collectors.joining(", "));
  }

  /** A layout that PostgreSQL's own set_config() binds. */
  public static ScopeLayout ofSettings(List<String> roles, List<String> settings) {
    return new ScopeLayout(
        roles,
        settings,
        role ->
            "select set_config('role', "
                + role
                + ", true), "
                + settings.stream()
                    .map(setting -> "set_config('" + setting + "', ?, true)")
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
        role ->
            "select "
                + function
                + "("
                + role
                + ", "
                + String.join(", ", Collections.nCopies(settings.size(), "?"))
                + ")");
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
