package io.lyss.schema.service;

import io.lyss.schema.PolicyCase;
import io.lyss.schema.Restricted;
import io.lyss.schema.Scoped;
import io.lyss.schema.Violation;
import io.lyss.schema.chat.ChatSubject;
import io.lyss.schema.memory.MemorySubject;
import io.lyss.schema.provider.ProviderSubject;
import io.lyss.schema.shared.SharedSubject;
import io.lyss.schema.user.UserSubject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tests need to know about one service database. */
public interface Subject extends Restricted<Persona> {

  /** Every service database. */
  static List<Subject> all() {
    return List.of(
        new UserSubject(),
        new ProviderSubject(),
        new ChatSubject(),
        new MemorySubject(),
        new SharedSubject());
  }

  /** The function that binds a scope. */
  default String bindFunction() {
    return "bind_scope";
  }

  /**
   * Rows of one tenant in every table, run once for each of the two: {@code ${tenant}} stands for
   * its id, {@code ${name}} for its name. Ids of rows may be the same in both.
   */
  String seed();

  /** Rows of no tenant, and what belongs to the whole platform; before the tenants'. */
  default String platformSeed() {
    return "";
  }

  /** Rows of one tenant in the tables that several service databases have. */
  default String commonSeed() {
    return COMMON;
  }

  /**
   * Which rows of each table and view a tenant's scope sees: a condition on {@code :tenant}, {@code
   * :user}, {@code :groups}, {@code :role} and {@code :admin} (of the tenant). What is not named is
   * not seen at all.
   */
  Map<String, String> visible();

  /** The same with the tables that every service database has. */
  default Map<String, String> visibleWithCommon() {
    Map<String, String> all = new TreeMap<>(visible());
    all.put("audit_logs", "tenant_id = :tenant and (actor_id = :user or :admin)");
    all.put("audit_seals", "tenant_id = :tenant and :admin");
    return all;
  }

  /** Statements for each policy that is no select policy, and what it does with them. */
  @Override
  List<PolicyCase<Persona>> policies();

  /** Of select policies: system work sees all with a reason, others what {@link #visible} says. */
  @Override
  default List<PolicyCase<Persona>> derivedCases(String policy, Scoped superuser)
      throws SQLException {
    List<PolicyCase<Persona>> cases = new ArrayList<>();
    if (policy.endsWith("_system_select")) {
      String table = policy.substring(0, policy.length() - "_system_select".length());
      Object readable =
          superuser.value(
              "select min(attname) from pg_attribute where attrelid = ?::regclass and attnum > 0"
                  + " and has_column_privilege('lyss_system', attrelid, attnum, 'select')",
              table);
      String query = "select %s from %s".formatted(readable, table);
      int all = superuser.rows("select from " + table).size();
      cases.add(PolicyCase.system(policy, "a test", query, all));
      cases.add(PolicyCase.system(policy, "", query, 0));
    } else if (policy.endsWith("_select")) {
      String query = "select from " + policy.substring(0, policy.length() - "_select".length());
      for (Persona persona : Persona.ALL) {
        String where = " where " + persona.in(visibleBy(policy));
        cases.add(PolicyCase.of(policy, persona, query, superuser.rows(query + where).size()));
      }
    }
    return cases;
  }

  private String visibleBy(String policy) {
    String table = policy.substring(0, policy.length() - "_select".length());
    return visibleWithCommon().getOrDefault(table, "false");
  }

  /** The policy of a reference table, which says "true". */
  @Override
  default boolean allowsAll(String policy) {
    return policy.endsWith("_select") && visibleBy(policy).equals("true");
  }

  @Override
  default List<Persona> administrators() {
    return List.of(Persona.ADMIN, Persona.ROOT);
  }

  @Override
  default List<Violation> commonViolations() {
    return CommonViolations.ALL;
  }

  @Override
  default List<String> commonUnexplainedNulls() {
    return CommonViolations.UNEXPLAINED_NULLS;
  }

  /** Migrated, with both tenants in it. */
  @Override
  default String rows() {
    return platformSeed()
        + KEY
        + of(Persona.ACME, "acme")
        + of(Persona.RIVAL, "rival")
        + commonSeed().replace("${tenant}", Persona.ACME)
        + commonSeed().replace("${tenant}", Persona.RIVAL);
  }

  private String of(String tenant, String name) {
    return seed().replace("${tenant}", tenant).replace("${name}", name);
  }

  /** What every service database has. */
  String COMMON =
      """
      insert into outbox_turns (tenant_id, key) values ('${tenant}', 'user:1');
      insert into outbox_keys (tenant_id, key, failures) values ('${tenant}', 'user:1', 1);
      insert into outbox_events (tenant_id, key, type) values ('${tenant}', 'user:1', 'user.left');
      insert into consumed_events (tenant_id, consumer, event_id)
      values ('${tenant}', 'test', '00000000-0000-7000-8000-0000000000e1');
      insert into given_up_events
        (tenant_id, id, key, type, payload, created_at, failures, given_up_because)
      values ('${tenant}', '00000000-0000-7000-8000-0000000000e2', 'user:1', 'user.left', '{}', now(), 7,
        'no such user');
      insert into given_up_events
        (tenant_id, id, key, type, payload, actor_id, created_at, failures, last_error, given_up_because)
      values
        ('${tenant}', '00000000-0000-7000-8000-0000000000e3', 'letter:1', 'letter.written', '{"to": "Bob"}',
          '00000000-0000-7000-8000-0000000000a2', now(), 7, 'Bob is away', 'lost'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000e4', 'letter:00000000-0000-7000-8000-0000000000A3',
          'letter.sent', '{"to": "Bob"}', null, now(), 7, 'Bob is away', 'lost');
      insert into legal_holds (tenant_id, subject_id, reason)
      values ('${tenant}', '00000000-0000-7000-8000-0000000000ef', 'case 12');
      insert into erasures (tenant_id, user_id, reason)
      values ('${tenant}', '00000000-0000-7000-8000-0000000000ef', 'asked for it');

      insert into audit_logs (tenant_id, id, actor_id, action, resource_type, source) values
        ('${tenant}', '00000000-0000-7000-8000-0000000000f1',
          '00000000-0000-7000-8000-0000000000a2', 'export', 'conversation', 'chat'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000f2',
          '00000000-0000-7000-8000-0000000000a3', 'export', 'conversation', 'chat'),
        ('${tenant}', '00000000-0000-7000-8000-0000000000f3', null, 'sweep', 'user', 'user');

      insert into audit_seals
        (tenant_id, number, month, from_stamp, to_stamp, entries, digest, hash)
      values ('${tenant}', 1, '2026-01-01', 0, 1, 1, sha256(''), sha256(''));
      """;

  @Override
  default TenantScoped as(Connection connection, Persona persona) {
    return TenantScoped.as(connection, bindFunction(), persona);
  }

  @Override
  default TenantScoped asSystem(Connection connection, String reason) {
    return TenantScoped.asSystem(connection, bindFunction(), reason);
  }
}
