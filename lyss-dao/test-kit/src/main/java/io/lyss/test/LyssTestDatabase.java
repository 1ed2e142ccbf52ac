package io.lyss.test;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.isolation.LyssIsolation;
import io.lyss.throwaway.DatabaseClock;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * A migrated throw-away database with the logins of production: an owner that is no superuser, a
 * login for requests of users, which cannot become system work, and a login for jobs.
 *
 * <p>The first of a kind in a JVM is migrated. The others are copies of it, which takes some tens
 * of milliseconds each. {@link ThrowawayPostgres} says on which server they are; the default is an
 * embedded one.
 *
 * <p>Thread-safe.
 */
public final class LyssTestDatabase implements AutoCloseable {

  private static final int CONNECTIONS = 8;

  private final Set<LyssDatabase> databases;
  private final ThrowawayDatabase database;
  private final DatabaseClock clock;
  private final HikariDataSource application;
  private final HikariDataSource jobs;
  private final TestOrganisation organisation;
  private final Map<String, TestTenant> tenants = new ConcurrentHashMap<>();

  private LyssTestDatabase(Set<LyssDatabase> databases, ThrowawayDatabase database) {
    this.databases = Set.copyOf(databases);
    this.database = database;
    this.clock =
        new DatabaseClock(database, databases.stream().map(LyssDatabase::defaultSchema).toList());
    this.application = pool(database, application());
    this.jobs = pool(database, jobs());
    this.organisation = new TestOrganisation(this);
  }

  /**
   * A new database.
   *
   * @param databases which databases of LYSS it has, each in its default schema; at least one
   * @throws IllegalArgumentException if there is none
   */
  public static LyssTestDatabase of(Set<LyssDatabase> databases) {
    if (databases.isEmpty()) {
      throw new IllegalArgumentException("databases is empty: name what the test needs");
    }
    Set<LyssDatabase> inOrder = EnumSet.copyOf(databases);
    ThrowawayDatabase copy =
        ThrowawayPostgres.shared()
            .database("test kit: " + inOrder, fresh -> migrate(fresh, inOrder));
    Roles.grant(copy);
    return new LyssTestDatabase(inOrder, copy);
  }

  /** {@link #of(Set)}. */
  public static LyssTestDatabase of(LyssDatabase first, LyssDatabase... others) {
    return of(EnumSet.of(first, others));
  }

  private static void migrate(ThrowawayDatabase fresh, Set<LyssDatabase> databases) {
    Roles.create(fresh);
    Roles.grant(fresh);
    DataSource owner = fresh.dataSource(Roles.OWNER, Roles.PASSWORD);
    databases.forEach(each -> LyssMigrator.of(each, owner).migrate());
  }

  private static HikariDataSource pool(ThrowawayDatabase database, TestLogin login) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername(login.username());
    config.setPassword(login.password());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    // it connects when it is first used
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  /** Which databases of LYSS it has. */
  public Set<LyssDatabase> databases() {
    return databases;
  }

  /** Its JDBC URL, without a login. */
  public String jdbcUrl() {
    return database.jdbcUrl();
  }

  /** The application's login for requests of users, which cannot become system work. */
  public TestLogin application() {
    return new TestLogin(Roles.APPLICATION, Roles.PASSWORD);
  }

  /** The application's login for work without a user. */
  public TestLogin jobs() {
    return new TestLogin(Roles.JOBS, Roles.PASSWORD);
  }

  /**
   * The login that owns the schemas and migrates. It may create schemas, so that a host can have
   * its own there too.
   */
  public TestLogin owner() {
    return new TestLogin(Roles.OWNER, Roles.PASSWORD);
  }

  /** A pool of the {@linkplain #application application's} login. */
  public DataSource dataSource() {
    return application;
  }

  /** A pool of the login for {@linkplain #jobs jobs}. */
  public DataSource jobsDataSource() {
    return jobs;
  }

  /** Unpooled connections of the {@linkplain #owner owner}. */
  public DataSource ownerDataSource() {
    return database.dataSource(Roles.OWNER, Roles.PASSWORD);
  }

  /** Unpooled connections that bypass all policies, so that a test can look at all rows. */
  public DataSource superuserDataSource() {
    return database.dataSource();
  }

  /** The platform database, with the application's login. So are all below. */
  public Platform platform() {
    return Platform.over(application);
  }

  /** The user database. */
  public UserService users() {
    return UserService.over(application);
  }

  /** The provider database. */
  public ProviderService providers() {
    return ProviderService.over(application);
  }

  /** The chat database. */
  public ChatService chat() {
    return ChatService.over(application);
  }

  /** The memory database. */
  public MemoryService memories() {
    return MemoryService.over(application);
  }

  /** The shared database. */
  public SharedService shared() {
    return SharedService.over(application);
  }

  /** The organisation of the platform database, to which a test adds users and providers. */
  public TestOrganisation organisation() {
    require(LyssDatabase.PLATFORM, "organisation");
    return organisation;
  }

  /**
   * A tenant of the service databases; the same name returns the same tenant.
   *
   * @param slug 1 to 50 lower-case letters, digits and single hyphens between them
   */
  public TestTenant tenant(String slug) {
    return tenants.computeIfAbsent(slug, name -> new TestTenant(this, name));
  }

  void require(LyssDatabase kind, String what) {
    if (!databases.contains(kind)) {
      throw new IllegalStateException(
          what + " needs the database " + kind + ": name it where the test names its databases");
    }
  }

  /**
   * The clock by which all databases in here decide what has expired or is due. Rows are still
   * recorded with the real time.
   */
  public DatabaseClock clock() {
    return clock;
  }

  /**
   * Attacks the database's isolation, and that of the host's own schemas if {@link
   * LyssIsolation#also} names them. The test has to make rows of two tenants first, or of two users
   * of PLATFORM.
   *
   * @throws IllegalStateException if this one does not have that database of LYSS
   */
  public LyssIsolation isolation(LyssDatabase kind) {
    require(kind, "isolation");
    return LyssIsolation.of(kind, superuserDataSource());
  }

  /** Drops the database. */
  @Override
  public void close() {
    application.close();
    jobs.close();
    database.close();
  }
}
