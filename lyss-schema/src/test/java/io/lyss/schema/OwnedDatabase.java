package io.lyss.schema;

import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A database of LYSS as in production: its owner is no superuser, and the application's login owns
 * nothing and has no right before it becomes a role.
 *
 * <p>Closing it closes every connection that it has given out.
 */
public final class OwnedDatabase implements AutoCloseable {

  private static final String OWNER = "lyss_test_owner";
  static final String APP = "lyss_test_app";
  static final String PASSWORD = "for tests only";

  private final ThrowawayDatabase database;
  private final String schema;
  private final List<Connection> connections = new ArrayList<>();

  private OwnedDatabase(ThrowawayDatabase database, String schema) {
    this.database = database;
    this.schema = schema;
  }

  /** Migrated, and empty. */
  public static OwnedDatabase empty(LyssDatabase kind) {
    return new OwnedDatabase(migrated(kind), kind.defaultSchema());
  }

  /** Empty, and to be filled by its owner. */
  static OwnedDatabase unmigrated() {
    ThrowawayDatabase database = TestDatabases.empty();
    prepare(database);
    return new OwnedDatabase(database, "public");
  }

  /** Migrated, with the rows that a superuser inserts. */
  public static OwnedDatabase with(LyssDatabase kind, String seed) {
    String schema = kind.defaultSchema();
    return new OwnedDatabase(
        ThrowawayPostgres.shared()
            .database(
                kind + " of an ordinary owner, with " + seed.hashCode(),
                () -> migrated(kind),
                db -> db.execute("set search_path = " + schema + ";" + seed)),
        schema);
  }

  private static ThrowawayDatabase migrated(LyssDatabase kind) {
    return ThrowawayPostgres.shared()
        .database(kind + " of an ordinary owner", db -> migrate(kind, db));
  }

  /** A superuser: no policy holds it. */
  public Connection superuser() throws SQLException {
    return open(database.adminUser(), database.adminPassword());
  }

  /** The login that owns the tables and ran the migrations. */
  public Connection owner() throws SQLException {
    return open(OWNER, PASSWORD);
  }

  /** The login of the application. */
  public Connection app() throws SQLException {
    return open(APP, PASSWORD);
  }

  /**
   * Has its secrets hashed in a moment, for tests that call each function often and compare no
   * hashes: only what the hash costs differs. SmallFunctionsTest calls it as it is.
   */
  public OwnedDatabase hashingQuickly() throws SQLException {
    String function = schema + ".encrypt_api_key";
    Scoped superuser = Scoped.asLogin(superuser());
    String definition =
        (String) superuser.value("select pg_get_functiondef(to_regproc(?))", function);
    if (definition != null) {
      String quick = definition.replace("'bf'::text, 10", "'bf'::text, 4");
      if (quick.equals(definition)) {
        throw new IllegalStateException(function + " does not say what a hash costs");
      }
      superuser.change(quick);
    }
    return this;
  }

  /** Connections of a superuser. */
  DataSource superuserDataSource() {
    return database.dataSource();
  }

  /** Connections of the login that owns the tables. */
  public DataSource ownerDataSource() {
    return dataSource(OWNER, PASSWORD);
  }

  /** Connections of the application's login, which has become no role yet. */
  DataSource appDataSource() {
    return dataSource(APP, PASSWORD);
  }

  DataSource dataSource(String user, String password) {
    return database.dataSource(user, password);
  }

  public String jdbcUrl() {
    return database.jdbcUrl();
  }

  public String appUser() {
    return APP;
  }

  public String appPassword() {
    return PASSWORD;
  }

  private Connection open(String user, String password) throws SQLException {
    Connection connection = dataSource(user, password).getConnection();
    connections.add(connection);
    connection.setSchema(schema);
    return connection;
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
    database.close();
  }

  private static void migrate(LyssDatabase kind, ThrowawayDatabase db) {
    prepare(db);
    TestDatabases.prepare(kind, db.dataSource(OWNER, PASSWORD));
  }

  private static void prepare(ThrowawayDatabase db) {
    // Roles belong to the server, which other tests use as well: they may be there already.
    db.execute(
        """
        do $$
        declare
          v_role text;
        begin
          foreach v_role in array array['authenticated_users', 'lyss_system', 'lyss_definer'] loop
            if to_regrole(v_role) is null then
              execute format('create role %%I nologin', v_role);
            end if;
          end loop;
          foreach v_role in array array['%1$s', '%2$s'] loop
            if to_regrole(v_role) is null then
              execute format('create role %%I login password %%L', v_role, '%3$s');
            end if;
          end loop;
        end
        $$;
        grant authenticated_users, lyss_system, lyss_definer to %1$s with inherit false, set true;
        grant authenticated_users, lyss_system to %2$s with inherit false, set true;
        grant create on database %4$s to %1$s;
        """
            .formatted(OWNER, APP, PASSWORD, db.name()));
  }
}
