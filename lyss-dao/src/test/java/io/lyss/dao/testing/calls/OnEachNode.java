package io.lyss.dao.testing.calls;

import io.lyss.dao.Ids;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a login of the application reaches on the nodes of Citus past the coordinator: it logs in to
 * each of them, and asks for shards by their names, which nothing but rights and policies keeps
 * from it.
 */
final class OnEachNode<S extends Session<?, S>, W extends World<S>> {

  /** A node, as Citus knows it. */
  record Node(String host, String port) {}

  /** Which tenants' rows those of the platform, such as built-in roles, are not. */
  private static final UUID EVERYBODY = new UUID(0, 0);

  private static final String NO_SCOPE = "";

  /**
   * Asks each of some relations for rows, and writes to it whatever may be written; says by a
   * notice each what was reached. A relation is named with its column of tenants.
   */
  private static final String REACH =
      """
      do $$
      declare
        v_relation text;
        v_tenant text;
        v_column text;
        v_rows bigint;
      begin
        for v_relation, v_tenant in
          select split_part(r, ' ', 1), split_part(r, ' ', 2) from unnest('{%s}'::text[]) as r
        loop
          begin
            execute format('select count(*) from %%s where %%I <> %%L', v_relation, v_tenant, '%s') into v_rows;
            if v_rows > 0 then
              raise notice 'sees %%', v_relation;
            end if;
          exception when insufficient_privilege then null;
          end;
          begin
            execute format('delete from %%s', v_relation);
            get diagnostics v_rows = row_count;
            if v_rows > 0 then
              raise notice 'deletes %%', v_relation;
            end if;
          exception when insufficient_privilege or foreign_key_violation then null;
          end;
          for v_column in
            select a.attname from pg_attribute as a
            where a.attrelid = v_relation::regclass and a.attnum > 0
              and has_column_privilege(a.attrelid, a.attnum, 'update')
          loop
            begin
              execute format('update %%s set %%I = %%2$I', v_relation, v_column);
              get diagnostics v_rows = row_count;
              if v_rows > 0 then
                raise notice 'changes %%', v_relation;
              end if;
            exception when insufficient_privilege then null;
            end;
          end loop;
        end loop;
      end
      $$
      """;

  private final Bench<S, W> bench;

  OnEachNode(Bench<S, W> bench) {
    this.bench = bench;
  }

  /** The tables of tenants' rows in which nobody has written any. */
  List<String> empty() {
    return tenantsTables().stream()
        .filter(
            table ->
                bench
                    .database()
                    .query("select 1 from %s.%s limit 1".formatted(bench.schema(), table))
                    .isEmpty())
        .toList();
  }

  private List<String> tenantsTables() {
    return bench
        .database()
        .query(
            """
            select c.relname from pg_dist_partition as p join pg_class as c on c.oid = p.logicalrelid
            where c.relnamespace = '%s'::regnamespace and not c.relispartition and p.partmethod = 'h'
            """
                .formatted(bench.schema()));
  }

  /** The nodes, the coordinator first. */
  List<Node> nodes() {
    return bench
        .database()
        .query(
            "select nodename || ' ' || nodeport from pg_dist_node where noderole = 'primary' order by groupid")
        .stream()
        .map(node -> new Node(node.split(" ")[0], node.split(" ")[1]))
        .toList();
  }

  /** Shards on a node, partitions of tables among them, and the tables by their own names. */
  private String relations(Node node) {
    return String.join(
        ",",
        bench
            .database()
            .query(
                """
                select distinct format('"%%s %%s"', t.name, case when r.tenants then 'id' else 'tenant_id' end)
                from citus_shards as s
                cross join lateral (
                  select c.relname = 'tenants' as tenants, exists (
                    select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_id'
                  ) as has_tenant
                  from pg_class as c where c.oid = s.table_name
                ) as r
                cross join lateral (values (s.shard_name), (s.table_name::text)) as t (name)
                where s.table_name::text like '%1$s.%%%%' and (r.tenants or r.has_tenant)
                  and s.nodename = '%2$s' and s.nodeport = %3$s
                """
                    .formatted(bench.schema(), node.host(), node.port())));
  }

  /** What is reached on the nodes without a scope, or in one of a tenant that has no rows. */
  List<String> reachedByStrangers() throws SQLException {
    List<String> reached = new ArrayList<>();
    for (Node node : nodes()) {
      for (String role : List.of("authenticated_users", "lyss_system")) {
        reached.addAll(reached(node, role, NO_SCOPE));
      }
      reached.addAll(reached(node, "authenticated_users", administering(Ids.next())));
      reached.addAll(reached(node, null, administering(Ids.next())));
    }
    return reached;
  }

  /** A tenant with much to see. */
  UUID tenant() {
    return UUID.fromString(
        bench
            .database()
            .query(
                """
                select tenant_id from %s.audit_logs where tenant_id <> '%s'
                group by tenant_id order by count(*) desc, tenant_id limit 1
                """
                    .formatted(bench.schema(), EVERYBODY))
            .get(0));
  }

  /** What a tenant's own administrator reaches of its shards, on whichever nodes they lie. */
  List<String> shardsReachedBy(UUID tenant) throws SQLException {
    List<String> reached = new ArrayList<>();
    for (Node node : nodes()) {
      reached.addAll(reached(node, "authenticated_users", administering(tenant)));
    }
    return reached.stream()
        .map(line -> line.substring(line.indexOf(": ") + 2))
        .filter(line -> line.matches(".*_\\d{6,}"))
        .sorted()
        .toList();
  }

  private static String administering(UUID tenant) {
    return """
        set app.current_tenant_id = '%s';
        set app.current_user_id = '%s';
        set app.current_group_ids = '{}';
        set app."current_role" = 'tenant_admin';
        """
        .formatted(tenant, Ids.next());
  }

  private List<String> reached(Node node, @Nullable String role, String scope) throws SQLException {
    String url =
        "jdbc:postgresql://%s:%s/%s"
            .formatted(node.host(), node.port(), bench.database().database().name());
    try (Connection connection =
            DriverManager.getConnection(url, TestDatabase.APP, TestDatabase.APP);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "set search_path = pg_catalog; set citus.enable_manual_changes_to_shards = on;"
              // one shard after the other, as what a tenant may never do is done in one transaction
              + " set citus.multi_shard_modify_mode = sequential; "
              + scope
              + (role == null ? "" : "set role " + role));
      connection.setAutoCommit(false);
      statement.execute(REACH.formatted(relations(node), EVERYBODY));
      List<String> reached = new ArrayList<>();
      for (SQLWarning notice = statement.getWarnings();
          notice != null;
          notice = notice.getNextWarning()) {
        reached.add("%s on %s: %s".formatted(role, node, notice.getMessage()));
      }
      connection.rollback();
      return reached;
    }
  }

  /** Moves the shards of a tenant to another node. */
  void move(UUID tenant) {
    bench
        .database()
        .query(
            """
            select citus_move_shard_placement(
              s.shardid, s.nodename, s.nodeport, n.nodename, n.nodeport, 'block_writes')
            from citus_shards as s
            cross join lateral (
              select n.* from pg_dist_node as n
              where n.shouldhaveshards and n.noderole = 'primary'
                and (n.nodename, n.nodeport) <> (s.nodename, s.nodeport)
              order by n.groupid limit 1
            ) as n
            where s.shardid = get_shard_id_for_distribution_column('%s.audit_logs', '%s'::uuid)
            """
                .formatted(bench.schema(), tenant));
  }

  /** On which node the rows of a tenant lie. */
  List<String> nodeOf(UUID tenant) {
    return bench
        .database()
        .query(
            """
            select s.nodeport from citus_shards as s
            where s.shardid = get_shard_id_for_distribution_column('%s.audit_logs', '%s'::uuid)
            """
                .formatted(bench.schema(), tenant));
  }
}
