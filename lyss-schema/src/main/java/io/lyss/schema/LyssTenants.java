package io.lyss.schema;

import io.lyss.schema.internal.ManualCommits;
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
 * <p>The login bypasses the policies; bootstrap/050_tenants.sql makes it. An export holds hashes of
 * passwords and ciphertexts of keys, too. The tenant's audit log records exports and imports.
 *
 * <p>Rows are streamed and take no memory. Immutable and thread-safe.
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
   * The same with another limit for how long it waits for open transactions and waiting events; the
   * default is 30 seconds.
   */
  public LyssTenants patience(Duration atMost) {
    return new LyssTenants(database, dataSource, schema, Objects.requireNonNull(atMost, "atMost"));
  }

  /**
   * Writes all rows of a tenant, as they are at one moment, into a directory with a manifest. The
   * tenant has to be suspended or deleted, so that nobody writes meanwhile. First it waits for open
   * transactions that may write, and until the audit log is sealed and usage rolled up.
   *
   * <p>An export that was cut off has no manifest, and is written anew.
   *
   * @param directory is created if it does not exist; a finished export is not overwritten
   * @throws LyssMigrationException if the tenant is neither suspended nor deleted, events wait to
   *     be delivered, the login lacks a right, or a file cannot be written
   */
  public TenantManifest exportTo(UUID tenant, Path directory) {
    return export(tenant, directory, true);
  }

  /**
   * The same of a tenant that may be active, as an archive, which cannot be imported.
   *
   * @param directory as for {@link #exportTo}
   * @throws LyssMigrationException as for {@link #exportTo}, but not for a tenant that is active or
   *     has waiting events
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
   * Adds the rows of an export in one transaction: nobody sees any of them before all are there and
   * match the manifest. If it is cut off, nothing is imported. The tenant stays closed until it is
   * restored.
   *
   * @throws LyssMigrationException if the export is incomplete, the databases are of different
   *     versions, there are rows of the tenant already, the login lacks a right, or the rows do not
   *     match the manifest
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
              .formatted(tenant, schema, what, Failures.reason(e)),
          e);
    }
  }
}
