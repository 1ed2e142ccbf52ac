package io.lyss.dao.chat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * CHAT in a database that Citus distributes over its nodes: conversations and what belongs to them
 * by tenant, the outbox and jobs on the coordinator. It makes a schema of its own, and drops it.
 */
final class CitusChat implements AutoCloseable {

  private static final String SCHEMA = "lyss_chat_on_nodes";
  private static final String APP = "lyss_app_on_nodes";
  private static final String TABLES =
      "{conversations,conversation_messages,conversation_summaries,shared_segments,message_ratings,"
          + "tenant_retention,known_tenants,legal_holds,audit_logs,audit_watermark}";

  private final String url;
  private final HikariDataSource pool;

  /**
   * @param url of the coordinator and a database with Citus, as a superuser, whose nodes let each
   *     other log in without a password
   */
  CitusChat(String url) {
    this.url = url;
    drop();
    LyssMigrator.of(LyssDatabase.CHAT, admin("citus.enable_ddl_propagation=off"))
        .schema(SCHEMA)
        .migrate();
    // Citus connects to nodes as the role of the scope, or of a function.
    execute(
        """
        alter role authenticated_users login;
        alter role lyss_system login;
        alter role lyss_definer login;
        do $$ begin
          if not exists (select from pg_roles where rolname = '%1$s') then
            create role %1$s login password '%1$s';
          end if;
        end $$;
        grant authenticated_users, lyss_system to %1$s with inherit false, set true"""
            .formatted(APP));
    execute(resource("functions_on_nodes.sql"));
    execute(resource("tables_on_nodes.sql"));
    execute(resource("functions_on_nodes.sql"));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(APP);
    config.setPassword(APP);
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
  }

  ChatService service() {
    return ChatService.over(pool).schema(SCHEMA);
  }

  /** Runs a statement as the superuser. */
  void execute(String sql) {
    try (Connection connection = admin("citus.enable_unsafe_triggers=on").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("${schema}", SCHEMA));
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + sql, e);
    }
  }

  /** The only value that a query of the superuser answers with. */
  String value(String sql) {
    try (Connection connection = admin("citus.enable_unsafe_triggers=on").getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.replace("${schema}", SCHEMA))) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException("Failed: " + sql, e);
    }
  }

  private PGSimpleDataSource admin(String setting) {
    PGSimpleDataSource admin = new PGSimpleDataSource();
    admin.setUrl(url);
    admin.setOptions(
        "-c citus.multi_shard_modify_mode=sequential -c client_min_messages=error -c " + setting);
    return admin;
  }

  private void drop() {
    execute("drop schema if exists ${schema} cascade");
  }

  private static String resource(String name) {
    try (InputStream file = CitusChat.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("${tables}", TABLES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    pool.close();
    drop();
  }
}
