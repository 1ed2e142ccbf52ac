package io.lyss.schema.isolation;

import static io.lyss.schema.isolation.Server.literal;

import io.lyss.schema.LyssDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds who attacks whom: pairs of tenants and of users who have rows, a transaction without a
 * scope, and a login without rights.
 */
final class Scopes {

  /** The columns that say to which person a row belongs; the first that a table has counts. */
  static final List<String> PERSONS = List.of("user_id", "owner_id", "actor_id");

  private static final String USERS = "authenticated_users";

  private final Connection connection;
  private final LyssDatabase database;
  private final String schema;
  private final Map<String, String> owners;
  private final List<Relation> tables;

  Scopes(
      Connection connection,
      LyssDatabase database,
      String schema,
      Map<String, String> owners,
      List<Relation> relations) {
    this.connection = connection;
    this.database = database;
    this.schema = schema;
    this.owners = owners;
    this.tables = relations.stream().filter(Relation::isTable).toList();
  }

  /**
   * @throws IllegalStateException if there are no two tenants, or users, who have rows
   */
  List<Attack> attacks(String nobody) throws SQLException {
    return database == LyssDatabase.PLATFORM ? ofPlatform(nobody) : ofService(nobody);
  }

  private List<Attack> ofPlatform(String nobody) throws SQLException {
    Map<Long, String> persons = new LinkedHashMap<>();
    tables.forEach(table -> person(table).ifPresent(column -> persons.put(table.oid(), column)));
    List<String> users =
        ranked(
            persons,
            "exists (select from %s.users as u where u.id = %s and u.is_active and u.role = 'user')");
    require(users, "plain, active users");
    List<String> administrators =
        ranked(
            persons,
            "exists (select from %s.users as u where u.id = %s and u.is_active and u.role = 'admin')");
    String victim = users.get(1);
    Map<Long, String> theirs = conditions(persons, victim, "");
    Map<Long, String> own = conditions(persons, users.get(0), "");
    List<Attack> attacks = new ArrayList<>();
    attacks.add(
        new Attack("a user", USERS, bind(USERS, users.get(0), ""), "another user", theirs, own));
    if (!administrators.isEmpty()) {
      Map<Long, String> texts = ofPrivateTables(theirs);
      attacks.add(
          new Attack(
              "an administrator",
              USERS,
              bind(USERS, administrators.get(0), ""),
              "a user",
              texts,
              conditions(persons, administrators.get(0), "")));
    }
    attacks.add(new Attack("no scope", USERS, bind(USERS, "", ""), "a user", theirs, own));
    attacks.add(
        new Attack(
            "system work without a reason", "lyss_system", systemWork(""), "a user", theirs, own));
    attacks.add(
        new Attack(
            "a login without rights", nobody, "set local role " + nobody, "a user", theirs, own));
    return attacks;
  }

  private List<Attack> ofService(String nobody) throws SQLException {
    Map<Long, String> tenanted = new LinkedHashMap<>();
    Map<Long, String> persons = new LinkedHashMap<>();
    for (Relation table : tables) {
      tenant(table).ifPresent(column -> tenanted.put(table.oid(), column));
      if (table.has("tenant_id")) {
        person(table).ifPresent(column -> persons.put(table.oid(), column));
      }
    }
    List<String> tenants = ranked(tenanted, "true or '%s%s' = ''");
    tenants.remove(
        Server.rows(connection, "select " + schema + ".platform_tenant_id()::text").get(0).get(0));
    require(tenants, "tenants");
    String here = tenants.get(0);
    String there = tenants.get(1);
    String groups = groups();
    Map<Long, String> theirs = conditions(tenanted, there, "");
    Map<Long, String> own = conditions(tenanted, here, "");
    List<String> plain = ranked(persons, ofTenant(here, "end_user"));
    List<String> admins = ranked(persons, ofTenant(here, "tenant_admin"));
    List<String> strangers = ranked(persons, ofTenant(there, "end_user"));
    List<Attack> attacks = new ArrayList<>();
    String another = "another tenant";
    for (String role : List.of("tenant_admin", "super_admin")) {
      if (!admins.isEmpty()) {
        attacks.add(
            new Attack(
                "a " + role,
                USERS,
                bind(USERS, here, admins.get(0), groups, role, ""),
                another,
                theirs,
                own));
      }
    }
    if (!plain.isEmpty()) {
      attacks.add(
          new Attack(
              "an end user",
              USERS,
              bind(USERS, here, plain.get(0), groups, "end_user", ""),
              another,
              theirs,
              own));
    }
    if (!strangers.isEmpty()) {
      // a condition that compares the user, but not the tenant, confuses the two
      attacks.add(
          new Attack(
              "a user of the same id",
              USERS,
              bind(USERS, here, strangers.get(0), groups, "end_user", ""),
              another,
              theirs,
              own));
    }
    if (plain.size() > 1) {
      Map<Long, String> colleague =
          conditions(persons, plain.get(1), " and t.tenant_id = " + literal(here));
      Map<Long, String> mine =
          conditions(persons, plain.get(0), " and t.tenant_id = " + literal(here));
      attacks.add(
          new Attack(
              "an end user",
              USERS,
              bind(USERS, here, plain.get(0), "{}", "end_user", ""),
              Attack.COLLEAGUE,
              colleague,
              mine));
      Map<Long, String> texts = ofPrivateTables(colleague);
      if (!admins.isEmpty() && !texts.isEmpty()) {
        attacks.add(
            new Attack(
                "a tenant_admin",
                USERS,
                bind(USERS, here, admins.get(0), "{}", "tenant_admin", ""),
                Attack.USER_OF_TENANT,
                texts,
                mine));
      }
    }
    attacks.add(
        new Attack("no scope", USERS, bind(USERS, "", "", "", "", ""), another, theirs, own));
    attacks.add(
        new Attack(
            "system work without a reason", "lyss_system", systemWork(""), another, theirs, own));
    attacks.add(
        new Attack(
            "a login without rights", nobody, "set local role " + nobody, another, theirs, own));
    return attacks;
  }

  private Optional<String> tenant(Relation table) {
    if (table.has("tenant_id")) {
      return Optional.of("tenant_id");
    }
    return table.name().equals(schema + ".tenants") ? Optional.of("id") : Optional.empty();
  }

  private Optional<String> person(Relation table) {
    if (owners.containsKey(table.name())) {
      return Optional.of(owners.get(table.name()));
    }
    if (table.name().equals(schema + ".users")) {
      return Optional.of("id");
    }
    if (table.name().equals(schema + ".provider_configs")) {
      return Optional.of("created_by");
    }
    return PERSONS.stream().filter(table::has).findFirst();
  }

  private Map<Long, String> ofPrivateTables(Map<Long, String> conditions) {
    Map<Long, String> some = new LinkedHashMap<>(conditions);
    some.keySet().retainAll(tables.stream().filter(this::isPrivate).map(Relation::oid).toList());
    return some;
  }

  /** The tables that administrators cannot read either. */
  private boolean isPrivate(Relation table) {
    String name = table.name().replaceFirst("^.*\\.", "");
    return switch (database) {
      case PLATFORM -> Set.of("conversations", "messages").contains(name);
      case CHAT, MEMORY ->
          !name.equals("audit_logs")
              && !name.equals("erasures")
              && table.name().startsWith(schema + ".");
      default -> false;
    };
  }

  private String ofTenant(String tenant, String role) {
    String condition = "t.tenant_id = " + literal(tenant) + " and '%s%s' <> ''";
    return database == LyssDatabase.USER
        ? condition
            + " and exists (select from "
            + schema
            + ".users as u where u.tenant_id = t.tenant_id and u.role = "
            + literal(role)
            + " and u.status = 'active' and u.id::text = s.id)"
        : condition;
  }

  private static Map<Long, String> conditions(Map<Long, String> columns, String value, String and) {
    Map<Long, String> conditions = new HashMap<>();
    columns.forEach(
        (table, column) ->
            conditions.put(table, "t.%s::text = %s%s".formatted(column, literal(value), and)));
    return conditions;
  }

  /** The values of some columns, first those that most tables have. */
  private List<String> ranked(Map<Long, String> columns, String condition) throws SQLException {
    List<String> queries = new ArrayList<>();
    for (Relation table : tables) {
      String column = columns.get(table.oid());
      if (column != null) {
        queries.add(
            "select distinct s.id from %1$s as t, lateral (select t.%2$s::text) as s (id) where s.id is not null and %3$s"
                .formatted(table.name(), column, condition.formatted(schema, "t." + column)));
      }
    }
    if (queries.isEmpty()) {
      return new ArrayList<>();
    }
    String sql =
        "select id from (%s) as ranked group by id order by count(*) desc, id"
            .formatted(String.join(" union all ", queries));
    List<String> values = new ArrayList<>();
    Server.rows(connection, sql).forEach(row -> values.add(row.get(0)));
    return values;
  }

  /**
   * The groups of all tenants: a scope that names those of another tenant must not gain anything by
   * that.
   */
  private String groups() throws SQLException {
    List<String> queries = new ArrayList<>();
    tables.stream()
        .filter(t -> t.has("group_id"))
        .forEach(t -> queries.add("select group_id::text as id from " + t.name()));
    if (queries.isEmpty()) {
      return "{}";
    }
    return Server.rows(
            connection,
            "select coalesce(array_agg(distinct id) filter (where id is not null), '{}')::text from (%s) as g"
                .formatted(String.join(" union ", queries)))
        .get(0)
        .get(0);
  }

  /** Binds the scope of system work. */
  String systemWork(String reason) {
    return database == LyssDatabase.PLATFORM
        ? bind("lyss_system", "", reason)
        : bind("lyss_system", "", "", "", "", reason);
  }

  private String bind(String... values) {
    List<String> literals = new ArrayList<>();
    for (String value : values) {
      literals.add(literal(value));
    }
    String function =
        switch (database) {
          case PLATFORM -> "bind_scope";
          case USER -> "bind_user_scope";
          default -> "bind_tenant_scope";
        };
    return "select %s.%s(%s)".formatted(schema, function, String.join(", ", literals));
  }

  private static void require(List<String> found, String what) {
    if (found.size() < 2) {
      throw new IllegalStateException(
          "Isolation is probed with the rows of two "
              + what
              + ", and this database has rows of "
              + found.size()
              + ": add rows of two, in as many tables as you can");
    }
  }
}
