package io.lyss.spring;

import io.lyss.dao.ScopeSigner;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssDoctor;
import io.lyss.schema.LyssMigrationException;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.MigrationResult;
import io.lyss.spring.LyssProperties.AtStart;
import io.lyss.spring.LyssProperties.Database;
import io.lyss.spring.LyssProperties.Owner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The databases that the host uses. Each is migrated or validated before its first use. */
public final class LyssDatabases {

  private static final Log LOG = LogFactory.getLog(LyssDatabases.class);

  /** What is known of a database once it has started. */
  private record Started(
      SpringDataSource dataSource,
      @Nullable DataSource replica,
      @Nullable Duration maxStaleness,
      String schema,
      @Nullable ScopeSigner signer) {}

  private final Map<LyssDatabase, Started> databases = new EnumMap<>(LyssDatabase.class);

  private final Consumer<String> warning;

  LyssDatabases(LyssProperties properties, BeanFactory beans) {
    this(properties, beans, LOG::warn);
  }

  /**
   * @param warning receives faults that keep nothing from starting
   */
  LyssDatabases(LyssProperties properties, BeanFactory beans, Consumer<String> warning) {
    this.warning = warning;
    properties.databases().forEach((database, settings) -> start(database, settings, beans));
  }

  /** Which databases there are. */
  public Set<LyssDatabase> all() {
    return databases.keySet();
  }

  SpringDataSource dataSource(LyssDatabase database) {
    return databases.get(database).dataSource();
  }

  @Nullable DataSource replica(LyssDatabase database) {
    return databases.get(database).replica();
  }

  @Nullable Duration maxStaleness(LyssDatabase database) {
    return databases.get(database).maxStaleness();
  }

  @Nullable ScopeSigner signer(LyssDatabase database) {
    return databases.get(database).signer();
  }

  /** Signs the parts of a scope, for a database whose scopes are signed. */
  Optional<Function<List<String>, String>> signature(LyssDatabase database) {
    return Optional.ofNullable(signer(database))
        .map(signer -> scope -> signer.sign(schema(database), scope, 0));
  }

  String schema(LyssDatabase database) {
    return databases.get(database).schema();
  }

  private void start(LyssDatabase database, Database settings, BeanFactory beans) {
    SpringDataSource dataSource = SpringDataSource.over(dataSource(database, settings, beans));
    DataSource replica = replica(database, settings, beans);
    String schema = settings.schemaOr(database.defaultSchema());
    long begun = System.nanoTime();
    String done =
        switch (settings.start()) {
          case MIGRATE -> {
            MigrationResult result =
                LyssMigrator.of(database, owner(database, settings, dataSource))
                    .schema(schema)
                    .migrate();
            yield result
                .later()
                .map(LyssMigrator::goneAhead)
                .orElseGet(() -> result.applied().size() + " files applied");
          }
          case VALIDATE -> {
            // the login for requests of users may not read the history
            DataSource looking =
                settings.jobsDataSource() == null
                    ? dataSource
                    : jobs(database, settings.jobsDataSource(), beans);
            yield LyssMigrator.of(database, looking)
                .schema(schema)
                .validate()
                .map(LyssMigrator::goneAhead)
                .orElse("valid");
          }
          case NOTHING -> "as it is";
        };
    Duration taken = Duration.ofNanos(System.nanoTime() - begun);
    LOG.info("LYSS %s in schema %s: %s, %d ms".formatted(database, schema, done, taken.toMillis()));
    ScopeSigner signer = signer(database, settings);
    if (signer != null) {
      warn(database, schema, dataSource);
      if (replica != null) {
        warn(database, schema, replica);
      }
    }
    databases.put(
        database, new Started(dataSource, replica, settings.maxStaleness(), schema, signer));
  }

  /** Warns of a pool that leaves on its connections what could give away signed scopes. */
  private void warn(LyssDatabase database, String schema, DataSource dataSource) {
    try {
      LyssDoctor.of(database, dataSource)
          .schema(schema)
          .examineConnections()
          .forEach(
              finding ->
                  warning.accept(
                      "LYSS %s in schema %s: %s %s"
                          .formatted(database, schema, finding.what(), finding.remedy())));
    } catch (LyssMigrationException e) {
      LOG.debug("LYSS %s: its connections were not looked at".formatted(database), e);
    }
  }

  private static @Nullable ScopeSigner signer(LyssDatabase database, Database settings) {
    try {
      return settings.signer() == null ? null : settings.signer().signer();
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          property(database, "signer.key") + " is no key: " + e.getMessage(), e);
    }
  }

  private static DataSource dataSource(
      LyssDatabase database, Database settings, BeanFactory beans) {
    return dataSource(
        property(database, "data-source"), settings.dataSource(), "the application's login", beans);
  }

  private static @Nullable DataSource replica(
      LyssDatabase database, Database settings, BeanFactory beans) {
    String property = property(database, "replica-data-source");
    Duration staleness = settings.maxStaleness();
    if (staleness != null && (staleness.isZero() || staleness.isNegative())) {
      throw new IllegalStateException(
          "%s is longer than zero, not %s"
              .formatted(property(database, "max-staleness"), staleness));
    }
    if (settings.replicaDataSource() != null) {
      return dataSource(property, settings.replicaDataSource(), "the replica", beans);
    }
    if (staleness != null) {
      throw new IllegalStateException(
          "%s says how stale a replica may be, and there is none: set %s, too"
              .formatted(property(database, "max-staleness"), property));
    }
    return null;
  }

  /** The login for jobs, as a data source whose connections are in no transaction of the host. */
  static DataSource jobs(LyssDatabase database, String name, BeanFactory beans) {
    return dataSource(property(database, "jobs-data-source"), name, "the login for jobs", beans);
  }

  private static DataSource dataSource(
      String property, @Nullable String name, String login, BeanFactory beans) {
    try {
      return name == null ? beans.getBean(DataSource.class) : beans.getBean(name, DataSource.class);
    } catch (NoSuchBeanDefinitionException e) {
      throw new IllegalStateException(
          "%s names %s: set it to the name of the DataSource bean of %s"
              .formatted(
                  property,
                  name == null
                      ? "no data source, and there is not one that is the only or primary one"
                      : "\"" + name + "\", which is no DataSource bean",
                  login),
          e);
    }
  }

  private static DataSource owner(
      LyssDatabase database, Database settings, DataSource application) {
    Owner owner = settings.owner();
    if (owner == null || owner.username() == null) {
      throw new IllegalStateException(
          "%s is %s, so %s and .password have to be set: the login that owns the schema, which is not the application's"
              .formatted(
                  property(database, "at-start"),
                  AtStart.MIGRATE.name().toLowerCase(Locale.ROOT),
                  property(database, "owner.username")));
    }
    DriverManagerDataSource dataSource = new DriverManagerDataSource();
    dataSource.setUrl(Optional.ofNullable(owner.url()).orElseGet(() -> url(application)));
    dataSource.setUsername(owner.username());
    dataSource.setPassword(owner.password());
    return dataSource;
  }

  private static String url(DataSource application) {
    try (Connection connection = application.getConnection()) {
      return connection.getMetaData().getURL();
    } catch (SQLException e) {
      throw new IllegalStateException("The application's data source has no connection", e);
    }
  }

  private static String property(LyssDatabase database, String name) {
    return "lyss.databases." + database.name().toLowerCase(Locale.ROOT) + "." + name;
  }
}
