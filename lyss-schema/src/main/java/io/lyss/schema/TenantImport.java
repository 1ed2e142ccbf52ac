package io.lyss.schema;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Imports a tenant on one connection. */
final class TenantImport {

  private static final String REASON = "import of the tenant";

  private final Connection connection;
  private final LyssDatabase database;
  private final String schema;
  private final TenantManifest manifest;
  private final Path directory;
  private final TenantTransaction transaction;

  TenantImport(
      Connection connection,
      LyssDatabase database,
      String schema,
      TenantManifest manifest,
      Path directory) {
    this.connection = connection;
    this.database = database;
    this.schema = schema;
    this.manifest = manifest;
    this.directory = directory;
    this.transaction = new TenantTransaction(connection, schema, manifest.tenant());
  }

  void run() throws SQLException {
    if (manifest.database() != database) {
      throw refused("it is of " + manifest.database() + ", and this is " + database);
    }
    if (!manifest.whole()) {
      throw refused("it is an archive, taken while the tenant may have written");
    }
    Map<String, TenantTransaction.Table> tables = check();
    makePartitions();
    transaction.begin("read committed");
    // so that of two imports of one tenant the second finds the rows of the first
    transaction.ofTenant(
        "select pg_advisory_xact_lock(hashtextextended('lyss tenant ' || $1, 0))::text");
    requireNothing(tables);
    requireNeeds();
    transaction.asReplica();
    for (TenantManifest.Rows rows : manifest.tables()) {
      copy(rows, tables.get(rows.table()));
    }
    transaction.asOrigin();
    transaction.asSystem(REASON);
    transaction.ofTenant("select ${schema}.record_move($1, 'import_tenant')");
    connection.commit();
  }

  private Map<String, TenantTransaction.Table> check() throws SQLException {
    transaction.begin("read committed");
    if (!transaction.schemaHash().equals(manifest.schemaHash())) {
      throw refused(
          "other SQL files made the database that it is from: migrate both to the same release");
    }
    Map<String, TenantTransaction.Table> tables =
        transaction.tables().stream()
            .collect(Collectors.toMap(TenantTransaction.Table::name, Function.identity()));
    for (TenantManifest.Rows rows : manifest.tables()) {
      TenantTransaction.Table table = tables.get(rows.table());
      if (table == null || !table.columns().equals(rows.columns())) {
        throw refused("the table " + rows.table() + " is not here, or has other columns");
      }
    }
    requireNothing(tables);
    connection.rollback();
    return tables;
  }

  private void requireNothing(Map<String, TenantTransaction.Table> tables) throws SQLException {
    for (TenantTransaction.Table table : tables.values()) {
      if (!transaction.column("select 1 where exists (" + table.query() + ")").isEmpty()) {
        throw refused("the table " + table.name() + " has rows of the tenant " + manifest.tenant());
      }
    }
  }

  private void requireNeeds() throws SQLException {
    for (TenantManifest.Need need : manifest.needs()) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "select exists (select from %s as t where to_jsonb(t) @> ?::jsonb)"
                  .formatted(transaction.named(need.table())))) {
        statement.setString(1, need.row());
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          if (!row.getBoolean(1)) {
            throw refused(
                "its rows point at " + need.row() + " in " + need.table() + ", which is not here");
          }
        }
      }
    }
  }

  private void makePartitions() throws SQLException {
    for (TenantManifest.Rows rows : manifest.tables()) {
      List<String> months = rows.months().stream().map(LocalDate::toString).toList();
      transaction.makePartitions(rows.table(), months, REASON);
    }
  }

  /**
   * Copies the rows of a file, and compares their hash with the manifest by reading them back. So
   * it notices a changed file, and a default that has filled a column. It also notices rows of
   * another tenant in a forged file, which no trigger or foreign key would: they are not among the
   * rows that are read back.
   */
  private void copy(TenantManifest.Rows rows, TenantTransaction.Table table) throws SQLException {
    Path file = TenantExport.file(directory, rows.table());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      long copied =
          transaction
              .copying()
              .copyIn(
                  "copy %s (%s) from stdin with (format text, encoding 'UTF8')"
                      .formatted(transaction.named(rows.table()), rows.columns()),
                  in);
      TenantTransaction.Read read = transaction.read(table, OutputStream.nullOutputStream());
      if (read.rows() != rows.rows() || !read.sha256().equals(rows.sha256())) {
        throw refused(
            "%s has %d rows that hash to %s; the manifest has %d that hash to %s"
                .formatted(file, read.rows(), read.sha256(), rows.rows(), rows.sha256()));
      }
      if (copied != read.rows()) {
        throw refused(
            "%s has %d rows that are not of the tenant %s"
                .formatted(file, copied - read.rows(), manifest.tenant()));
      }
    } catch (IOException e) {
      throw refused(file + " cannot be read: " + e);
    }
  }

  private LyssMigrationException refused(String why) {
    return new LyssMigrationException(
        "The export in %s cannot be imported into the schema %s: %s. Nothing was imported."
            .formatted(directory, schema, why),
        null);
  }
}
