package io.lyss.schema.isolation;

import io.lyss.schema.LyssDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Everybody who calls functions of a database, and which. */
final class Callers {

  /**
   * Who calls.
   *
   * @param attack the scope, and whose rows must not be revealed or changed
   * @param relations the tables and views
   * @param routines what may be called
   * @param isToLearnNothing whether it is the scope of a user, who sees some rows and others not
   */
  record Caller(
      Attack attack, List<Relation> relations, List<Routine> routines, boolean isToLearnNothing) {}

  private static final String USERS = "authenticated_users";

  private final Connection superuser;
  private final String schema;
  private final String schemas;
  private final LyssDatabase database;
  private final String login;

  /**
   * @param superuser an open transaction
   * @param login the application's login
   */
  Callers(Connection superuser, LyssDatabase database, String login) {
    this.superuser = superuser;
    this.database = database;
    this.schema = database.defaultSchema();
    this.schemas = "{" + schema + "}";
    this.login = login;
  }

  List<Caller> all() throws SQLException {
    List<Relation> tables = Found.relations(superuser, schemas, "pg_monitor");
    Scopes scopes = new Scopes(superuser, database, schema, Map.of(), tables);
    String owner =
        Server.rows(
                superuser,
                "select nspowner::regrole::text from pg_namespace where nspname = ?",
                schema)
            .get(0)
            .get(0);
    List<Caller> callers = new ArrayList<>();
    for (Attack attack : scopes.attacks("pg_monitor")) {
      if (attack.role().equals(USERS) && !attack.knowsNoIds()) {
        callers.add(caller(attack, false, true));
      }
    }
    callers.add(
        caller(
            of("system work", "lyss_system", scopes.systemWork("a test"), tables), false, false));
    // as pg_cron does: what is internal takes what other functions give it, and nothing else
    callers.add(caller(of("jobs", owner, tables), true, false));
    callers.add(caller(of("a monitor", "pg_monitor", tables), false, false));
    callers.add(caller(of("the login", login, tables), false, false));
    return callers;
  }

  private static Attack of(String name, String role, List<Relation> tables) {
    return of(name, role, "set local role " + role, tables);
  }

  /** Nobody's rows are hidden from it: of each table it is given rows as samples. */
  private static Attack of(String name, String role, String bind, List<Relation> tables) {
    Map<Long, String> rows =
        tables.stream()
            .filter(Relation::isTable)
            .collect(Collectors.toMap(Relation::oid, table -> "true"));
    return new Attack(name, role, bind, "nobody", rows, Map.of());
  }

  private Caller caller(Attack attack, boolean onlyPublic, boolean isToLearnNothing)
      throws SQLException {
    Set<String> internal =
        Server.rows(
                superuser,
                "select oid::regprocedure::text from pg_proc where pronamespace = ?::regnamespace"
                    + " and obj_description(oid, 'pg_proc') like 'Internal:%'",
                schema)
            .stream()
            .map(row -> row.get(0))
            .collect(Collectors.toSet());
    return new Caller(
        attack,
        Found.relations(superuser, schemas, attack.role()),
        Found.routines(superuser, schemas, attack.role()).stream()
            .filter(routine -> !onlyPublic || !internal.contains(routine.signature()))
            .toList(),
        isToLearnNothing);
  }
}
