package io.lyss.schema.service;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.chat.ChatSubject;
import io.lyss.schema.memory.MemorySubject;
import io.lyss.schema.provider.ProviderSubject;
import io.lyss.schema.shared.SharedSubject;
import io.lyss.schema.user.UserSubject;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** What the tests need to know about one service database. */
public interface Subject {

  /** Every service database. */
  static List<Subject> all() {
    return List.of(
        new UserSubject(),
        new ProviderSubject(),
        new ChatSubject(),
        new MemorySubject(),
        new SharedSubject());
  }

  LyssDatabase database();

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

  /**
   * Which rows of each table and view a tenant's scope sees: a condition on {@code :tenant}, {@code
   * :user}, {@code :groups}, {@code :role} and {@code :admin} (of the tenant). What is not named is
   * not seen at all.
   */
  Map<String, String> visible();

  /** Statements for each policy that is no select policy, and what it does with them. */
  List<PolicyCase> policies();

  /** Statements that break one constraint each. */
  List<Violation> violations();

  /** {@code table.column} of every column that may be null, but those of the outbox. */
  List<String> nullable();

  default String schema() {
    return database().defaultSchema();
  }

  /** Migrated, with both tenants in it. */
  default OwnedDatabase open() {
    return OwnedDatabase.with(
        database(),
        platformSeed()
            + of(Persona.ACME, "acme")
            + of(Persona.RIVAL, "rival")
            + OUTBOX.replace("${tenant}", Persona.ACME)
            + OUTBOX.replace("${tenant}", Persona.RIVAL));
  }

  private String of(String tenant, String name) {
    return seed().replace("${tenant}", tenant).replace("${name}", name);
  }

  /** What every service database has. */
  String OUTBOX =
      """
      insert into outbox_turns (tenant_id, key) values ('${tenant}', 'user:1');
      insert into outbox_keys (tenant_id, key, failures) values ('${tenant}', 'user:1', 1);
      insert into outbox_events (tenant_id, key, type) values ('${tenant}', 'user:1', 'user.left');
      insert into consumed_events (tenant_id, consumer, event_id)
      values ('${tenant}', 'test', '00000000-0000-7000-8000-0000000000e1');
      """;

  default TenantScoped as(Connection connection, Persona persona) {
    return TenantScoped.as(connection, bindFunction(), persona);
  }

  default TenantScoped asSystem(Connection connection, String reason) {
    return TenantScoped.asSystem(connection, bindFunction(), reason);
  }
}
