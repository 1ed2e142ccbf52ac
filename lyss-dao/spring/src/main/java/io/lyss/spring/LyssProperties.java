package io.lyss.spring;

import io.lyss.dao.ScopeSigner;
import io.lyss.schema.LyssDatabase;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code lyss.databases.platform.*}, {@code lyss.databases.user.*} and so on. A database is there
 * once one of its properties is set.
 *
 * @param databases the databases that the host uses
 * @param slowCalls calls that take as long or longer are logged; none unless set
 * @param jobsEvery how often the host looks for jobs that are due
 * @param cacheLongest how late an answer of the {@link io.lyss.dao.AccessCache} bean may be; unless
 *     set, no answers are kept
 */
@ConfigurationProperties("lyss")
public record LyssProperties(
    Map<LyssDatabase, Database> databases,
    @Nullable Duration slowCalls,
    @DefaultValue("1m") Duration jobsEvery,
    @Nullable Duration cacheLongest) {

  public LyssProperties {
    databases = databases == null ? Map.of() : Map.copyOf(databases);
    if (jobsEvery.toMillis() < 1) {
      throw new IllegalArgumentException(
          "lyss.jobs-every is a millisecond or longer, not " + jobsEvery);
    }
  }

  /** What is done with a schema when the host starts. */
  public enum AtStart {
    /** The schema is migrated, by its owner. */
    MIGRATE,
    /** The host does not start unless the schema is what this version of LYSS expects. */
    VALIDATE,
    /** Nothing: something else migrates and validates it. */
    NOTHING
  }

  /**
   * One database.
   *
   * @param schema its schema; the database's default one unless set
   * @param dataSource the name of the data source bean of the application's login; the only or
   *     primary one unless set
   * @param replicaDataSource the name of the data source bean of a replica for reads, with the
   *     application's login; none unless set
   * @param maxStaleness how stale what the replica answers may be; ten seconds unless set
   * @param jobsDataSource the name of the data source bean of the login for jobs, with which the
   *     host runs the jobs of the database that are due; unless set, something else runs them
   * @param atStart what is done when the host starts; it is migrated where its owner is known, and
   *     validated otherwise, unless set
   * @param owner the login that owns the schema, for migrating
   * @param signer the key with which scopes are signed; unless set, they are not
   */
  public record Database(
      @Nullable String schema,
      @Nullable String dataSource,
      @Nullable String replicaDataSource,
      @Nullable Duration maxStaleness,
      @Nullable String jobsDataSource,
      @Nullable AtStart atStart,
      @Nullable Owner owner,
      @Nullable Signer signer) {

    String schemaOr(String other) {
      return schema == null ? other : schema;
    }

    AtStart start() {
      if (atStart != null) {
        return atStart;
      }
      return owner == null ? AtStart.VALIDATE : AtStart.MIGRATE;
    }
  }

  /**
   * A login that owns a schema.
   *
   * @param url a JDBC URL; that of the application's data source unless set
   */
  public record Owner(@Nullable String url, String username, @Nullable String password) {

    /** Shows no password. */
    @Override
    public String toString() {
      return "Owner[" + username + "]";
    }
  }

  /**
   * A key with which scopes are signed.
   *
   * @param keyName under which the database has it
   * @param key 32 to 64 bytes in Base64
   */
  public record Signer(String keyName, String key) {

    ScopeSigner signer() {
      return ScopeSigner.of(keyName, Base64.getDecoder().decode(key));
    }

    /** Shows no key. */
    @Override
    public String toString() {
      return "Signer[" + keyName + "]";
    }
  }
}
