package io.lyss.schema;

import io.lyss.schema.internal.PrivateFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Exports a tenant on one connection. */
final class TenantExport {

  private static final String REASON = "export of the tenant";

  private final Connection connection;
  private final LyssDatabase database;
  private final String schema;
  private final UUID tenant;
  private final Path directory;
  private final TenantTransaction transaction;
  private final long patientUntil;

  TenantExport(
      Connection connection,
      LyssDatabase database,
      String schema,
      UUID tenant,
      Path directory,
      Duration patience) {
    this.connection = connection;
    this.database = database;
    this.schema = schema;
    this.tenant = tenant;
    this.directory = directory;
    this.transaction = new TenantTransaction(connection, schema, tenant);
    this.patientUntil = System.nanoTime() + patience.toNanos();
  }

  TenantManifest write(boolean whole) throws SQLException {
    if (TenantManifest.isIn(directory)) {
      throw new LyssMigrationException(
          directory + " holds a finished export; name another directory, or delete it", null);
    }
    begin(whole);
    try {
      PrivateFiles.createFolder(directory); // it holds secrets
      if (whole) {
        awaitWriters();
        settle();
      } else {
        snapshot();
      }
      TenantManifest manifest = read(whole);
      manifest.write(directory);
      return manifest;
    } catch (IOException e) {
      throw new LyssMigrationException(
          "The export cannot be written to " + directory + ": " + e, e);
    }
  }

  /** Records the export before it reads anything. */
  private void begin(boolean whole) throws SQLException {
    transaction.begin("read committed");
    transaction.asSystem(REASON);
    String status =
        transaction
            .ofTenant("select coalesce(${schema}.tenant_status($1), 'not known here')")
            .get(0);
    if (whole && !status.equals("suspended") && !status.equals("deleted")) {
      throw new LyssMigrationException(
          ("The tenant %s is %s in the schema %s, so its rows change: suspend it in the user"
                  + " database, and report it to the others (accept_tenant)")
              .formatted(tenant, status, schema),
          null);
    }
    transaction.ofTenant("select ${schema}.record_move($1, 'export_tenant')");
    connection.commit();
  }

  /**
   * Waits for transactions that have bound a scope before the tenant was closed, and may still
   * write. Binding a scope looks the tenant up, so such a transaction has a lock on that table
   * until it ends.
   */
  private void awaitWriters() throws SQLException {
    String locks =
        """
        select distinct l.virtualtransaction || ' of process ' || l.pid
        from pg_catalog.pg_locks as l
        where l.relation = '%s'::regclass and l.mode = 'AccessShareLock'
          and l.pid <> pg_catalog.pg_backend_pid()
          and l.database = (
            select d.oid from pg_catalog.pg_database as d where d.datname = current_database())
        """
            .formatted(
                transaction.named(database == LyssDatabase.USER ? "tenants" : "known_tenants"));
    List<String> writers = transaction.column(locks);
    connection.rollback();
    while (!writers.isEmpty()) {
      pause("a transaction that began before the tenant was closed is open: " + writers.get(0));
      List<String> open = transaction.column(locks);
      connection.rollback();
      writers = writers.stream().filter(open::contains).toList();
    }
  }

  /** Waits until nothing is in flight, and leaves the snapshot open in which that is so. */
  private void settle() throws SQLException {
    while (true) {
      transaction.begin("read committed");
      transaction.asSystem(REASON);
      if (!transaction.isDistributed("audit_logs")) {
        transaction.column("select " + transaction.named("seal_entries") + "()");
      }
      if (transaction.has("usage_facts")) {
        transaction.column("select " + transaction.named("refresh_usage") + "()");
      }
      connection.commit();
      snapshot();
      transaction.asSystem(REASON);
      List<String> inFlight =
          transaction.ofTenant("select rows || ' ' || what from ${schema}.tenant_in_flight($1)");
      if (inFlight.isEmpty()) {
        transaction.asLogin();
        return;
      }
      connection.rollback();
      pause(String.join(", ", inFlight));
    }
  }

  private void snapshot() throws SQLException {
    transaction.begin("repeatable read, read only");
  }

  private void pause(String why) {
    if (System.nanoTime() - patientUntil > 0) {
      throw new LyssMigrationException(
          "The tenant %s of the schema %s cannot be exported yet: %s"
              .formatted(tenant, schema, why),
          null);
    }
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LyssMigrationException("Interrupted while waiting: " + why, e);
    }
  }

  private TenantManifest read(boolean whole) throws SQLException, IOException {
    Instant takenAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    List<TenantManifest.Rows> tables = new ArrayList<>();
    for (TenantTransaction.Table table : transaction.tables()) {
      TenantTransaction.Read read;
      Path rows = file(directory, table.name());
      PrivateFiles.create(rows);
      try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(rows))) {
        read = transaction.read(table, file);
      }
      tables.add(
          new TenantManifest.Rows(
              table.name(), read.rows(), read.sha256(), months(table), table.columns()));
    }
    List<TenantManifest.Need> needs =
        transaction
            .ofTenant("select table_name || ' ' || needed from ${schema}.tenant_needs($1)")
            .stream()
            .map(need -> need.split(" ", 2))
            .map(need -> new TenantManifest.Need(need[0], need[1]))
            .toList();
    return new TenantManifest(
        database, tenant, takenAt, transaction.schemaHash(), whole, tables, needs);
  }

  private List<LocalDate> months(TenantTransaction.Table table) throws SQLException {
    if (table.monthKey() == null) {
      return List.of();
    }
    return transaction
        .ofTenant(
            "select distinct date_trunc('month', %s at time zone 'UTC')::date::text from %s where tenant_id = $1 order by 1"
                .formatted(table.monthKey(), transaction.named(table.name())))
        .stream()
        .map(LocalDate::parse)
        .toList();
  }

  static Path file(Path directory, String table) {
    return directory.resolve(table + ".copy");
  }
}
