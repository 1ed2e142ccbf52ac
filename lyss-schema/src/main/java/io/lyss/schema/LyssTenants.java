package io.lyss.schema;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Moves a tenant from one installation to another: all of its rows of a service database are
 * exported into a directory, and imported elsewhere with the same ids.
 *
 * <pre>{@code
 * LyssTenants.of(LyssDatabase.CHAT, here).exportTo(tenant, Path.of("move/chat"));
 * LyssTenants.of(LyssDatabase.CHAT, there).importFrom(Path.of("move/chat"));
 * }</pre>
 *
 * <p>The login reads and writes past the policies, as bootstrap/050_tenants.sql makes it: an export
 * holds hashes of passwords and ciphertext of keys, too. Both leave an entry in the tenant's audit
 * log.
 *
 * <p>Rows stream through; neither needs memory for them. Immutable and thread-safe.
 */
public final class LyssTenants {

  private final LyssDatabase database;
  private final DataSource dataSource;
  private final String schema;
  private final Duration patience;

  private LyssTenants(
      LyssDatabase database, DataSource dataSource, String schema, Duration patience) {
    this.database = database;
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.schema = schema;
    this.patience = patience;
  }

  /**
   * For the database's default schema.
   *
   * @throws IllegalArgumentException for the platform database, which has no tenants
   */
  public static LyssTenants of(LyssDatabase database, DataSource dataSource) {
    if (database == LyssDatabase.PLATFORM) {
      throw new IllegalArgumentException("The platform database has no tenants");
    }
    return new LyssTenants(database, dataSource, database.defaultSchema(), Duration.ofSeconds(30));
  }

  /**
   * The same for another schema.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssTenants schema(String name) {
    LyssMigrator.checkName(name);
    return new LyssTenants(database, dataSource, name, patience);
  }

  /**
   * The same, waiting so long for transactions and events that are in flight; 30 seconds if not.
   */
  public LyssTenants patience(Duration atMost) {
    return new LyssTenants(database, dataSource, schema, Objects.requireNonNull(atMost, "atMost"));
  }

  /**
   * Writes all rows of a tenant into a directory, as they are at one moment, and a manifest. The
   * tenant is suspended or deleted, so nobody writes meanwhile; before, it waits until who had
   * begun to write has ended, the audit log is sealed, and usage rolled up.
   *
   * <p>What was cut off has no manifest; it is written anew.
   *
   * @param directory is made if it is not there; a finished export is not overwritten
   * @throws LyssMigrationException if the tenant is not closed, events wait to be delivered, the
   *     login may not, or a file cannot be written
   */
  public TenantManifest exportTo(UUID tenant, Path directory) {
    return export(tenant, directory, true);
  }

  /**
   * The same of a tenant that may be open, to keep or to look at: it cannot be imported.
   *
   * @param directory as for {@link #exportTo}
   * @throws LyssMigrationException as for {@link #exportTo}, but for what is in flight
   */
  public TenantManifest archiveTo(UUID tenant, Path directory) {
    return export(tenant, directory, false);
  }

  private TenantManifest export(UUID tenant, Path directory, boolean whole) {
    return connected(
        "exported",
        tenant,
        connection ->
            new TenantExport(connection, database, schema, tenant, directory, patience)
                .write(whole));
  }

  /**
   * Adds the rows of an export, in one transaction: nobody sees any of them before all are there
   * and are what the manifest says. If it is cut off, nothing has come. The tenant stays closed
   * until it is restored.
   *
   * @throws LyssMigrationException if the export is not whole, the databases are not alike, there
   *     are rows of the tenant, the login may not, or the rows are not those that were exported
   */
  public TenantManifest importFrom(Path directory) {
    TenantManifest manifest = TenantManifest.read(directory);
    connected(
        "imported",
        manifest.tenant(),
        connection -> {
          new TenantImport(connection, database, schema, manifest, directory).run();
          return null;
        });
    return manifest;
  }

  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T connected(String what, UUID tenant, Work<T> work) {
    try (ManualCommits session = ManualCommits.open(dataSource)) {
      TenantTransaction.requireMover(session.connection());
      return work.on(session.connection());
    } catch (SQLException e) {
      throw new LyssMigrationException(
          "The tenant %s of the schema %s could not be %s: %s"
              .formatted(tenant, schema, what, e.getMessage()),
          e);
    }
  }
}
