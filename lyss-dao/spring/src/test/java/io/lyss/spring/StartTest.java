package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.User;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrationException;
import io.lyss.throwaway.Whole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.util.ClassUtils;

/** What is there when a host has started, and why one does not start. */
class StartTest {

  private static HostDatabase migrated;
  private static HostDatabase empty;

  @BeforeAll
  static void create() {
    migrated = HostDatabase.migrated();
    empty = HostDatabase.empty();
  }

  @AfterAll
  static void drop() {
    migrated.close();
    empty.close();
  }

  private static ApplicationContextRunner host(HostDatabase database) {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean(HikariDataSource.class, () -> database.pool(1));
  }

  @Test
  void aDatabaseIsThereOnceAPropertyOfItIsSet() {
    host(migrated)
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(Platform.class);
              assertThat(context.getBean(LyssDatabases.class).all()).isEmpty();
            });
    host(migrated)
        .withPropertyValues("lyss.databases.platform.at-start=nothing")
        .run(
            context -> {
              assertThat(context).hasSingleBean(Platform.class);
              assertThat(context).doesNotHaveBean(ChatService.class);
              assertThat(context).doesNotHaveBean(Sessions.class);
              assertThat(context.getBean(LyssDatabases.class).all())
                  .containsExactly(LyssDatabase.PLATFORM);
            });
  }

  @Test
  void aHostMigratesWhereTheOwnerIsKnown() {
    try (HostDatabase fresh = HostDatabase.empty()) {
      host(fresh)
          .withPropertyValues(fresh.migrating())
          .withPropertyValues("lyss.databases.platform.schema=another")
          .run(context -> assertThat(context).hasNotFailed());
      host(fresh)
          .withPropertyValues("lyss.databases.platform.schema=another")
          .run(context -> assertThat(context).hasNotFailed());
    }
  }

  @Test
  void aHostThatMayOnlyLookStartsOnAValidSchemaAlone() {
    host(migrated)
        .withPropertyValues("lyss.databases.platform.at-start=validate")
        .run(context -> assertThat(context).hasNotFailed());
    host(empty)
        .withPropertyValues("lyss.databases.platform.at-start=validate")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(LyssMigrationException.class));
  }

  @Test
  void aMissingSettingIsNamed() {
    host(migrated)
        .withPropertyValues("lyss.databases.platform.at-start=migrate")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("lyss.databases.platform.owner.username"));
    host(migrated)
        .withPropertyValues("lyss.databases.platform.data-source=nobody")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "lyss.databases.platform.data-source names \"nobody\", which is no"
                            + " DataSource bean"));
    host(migrated)
        .withBean("second", DataSource.class, () -> migrated.pool(1))
        .withPropertyValues("lyss.databases.platform.at-start=nothing")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("lyss.databases.platform.data-source"));
  }

  @Test
  void theErrorNamesAStalenessWithoutAReplicaAndAReplicaThatDoesNotExist() {
    host(migrated)
        .withPropertyValues("lyss.databases.platform.max-staleness=5s")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "there is none: set lyss.databases.platform.replica-data-source"));
    host(migrated)
        .withPropertyValues("lyss.databases.platform.replica-data-source=nobody")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "lyss.databases.platform.replica-data-source names \"nobody\""));
    host(migrated)
        .withPropertyValues(
            "lyss.databases.platform.replica-data-source=any",
            "lyss.databases.platform.max-staleness=0s")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("lyss.databases.platform.max-staleness is longer"));
  }

  @Test
  void scopesAreSignedWithTheKeyOfTheSettings() {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    String name = "lyss.databases.platform.signer.key-name=settings";
    try (HostDatabase signed = HostDatabase.migrated()) {
      signed
          .database()
          .execute(
              "select lyss_platform.add_scope_key('settings', decode(repeat('00', 32), 'hex'));"
                  + " select lyss_platform.require_signed_scopes()");
      ApplicationContextRunner host =
          host(signed).withPropertyValues("lyss.databases.platform.at-start=nothing");
      host.withPropertyValues(name, "lyss.databases.platform.signer.key=" + key)
          .run(context -> assertThat(users(context.getBean(Platform.class))).isEmpty());
      host.run(
          context ->
              assertThatThrownBy(() -> users(context.getBean(Platform.class)))
                  .isInstanceOf(ScopeDeniedException.class)
                  .hasMessageContaining("signed"));
      for (String bad : List.of("AAAA", "no Base64")) {
        host.withPropertyValues(name, "lyss.databases.platform.signer.key=" + bad)
            .run(
                context ->
                    assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("lyss.databases.platform.signer.key is no key"));
      }
    }
  }

  @Test
  void aHostThatSignsIsWarnedOfAPoolThatKeepsPreparedStatements() {
    String[] signer = {
      "lyss.databases.platform.at-start=nothing",
      "lyss.databases.platform.signer.key-name=settings",
      "lyss.databases.platform.signer.key=" + Base64.getEncoder().encodeToString(new byte[32])
    };
    host(migrated)
        .withPropertyValues(signer)
        .run(
            context ->
                assertThat(warnings(context))
                    .singleElement()
                    .asString()
                    .contains("PLATFORM", "prepareThreshold=0"));
    host(migrated)
        .withPropertyValues(signer[0])
        .run(context -> assertThat(warnings(context)).isEmpty());
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean(
            DataSource.class,
            () -> {
              HikariConfig config = new HikariConfig();
              try (HikariDataSource pool = migrated.pool(1)) {
                pool.copyStateTo(config);
              }
              config.addDataSourceProperty("prepareThreshold", "0");
              return new HikariDataSource(config);
            })
        .withPropertyValues(signer)
        .run(context -> assertThat(warnings(context)).isEmpty());
  }

  /** What is said when the databases of a host start once more. */
  private static List<String> warnings(ApplicationContext context) {
    List<String> warnings = new ArrayList<>();
    new LyssDatabases(context.getBean(LyssProperties.class), context, warnings::add);
    return warnings;
  }

  private static List<User> users(Platform platform) {
    return platform.asSystem("a test").users().list(PageRequest.first(1)).items();
  }

  @Test
  void nothingIsThereWithoutSpringsJdbc() {
    host(migrated)
        .withClassLoader(new FilteredClassLoader(TransactionAwareDataSourceProxy.class))
        .withPropertyValues("lyss.databases.platform.at-start=nothing")
        .run(context -> assertThat(context).doesNotHaveBean(Platform.class));
  }

  @Test
  void healthSaysWhatIsWrong() {
    LyssProperties.Database nothing =
        new LyssProperties.Database(
            null, null, null, null, null, LyssProperties.AtStart.NOTHING, null, null);
    assertThat(health(migrated.pool(1), nothing)).isEqualTo("up");
    assertThat(health(empty.pool(1), nothing)).isEqualTo("not migrated");
    assertThat(health(migrated.database().dataSource(), nothing)).startsWith("the login sees all");
    int needed = LyssDatabase.PLATFORM.version();
    try (HostDatabase other = HostDatabase.migrated()) {
      String comment = "comment on table lyss_platform.lyss_schema_history is 'LYSS V%d: files'";
      other.database().execute(comment.formatted(needed - 1));
      assertThat(health(other.pool(1), nothing))
          .isEqualTo(
              "older than this LYSS, which needs V%d: the schema is at V%d; migrate it"
                  .formatted(needed, needed - 1));
      // hosts are replaced one by one, and the old ones go on
      other.database().execute(comment.formatted(needed + 1));
      assertThat(health(other.pool(1), nothing)).isEqualTo("up");
    }
    HikariDataSource closed = migrated.pool(1);
    closed.close();
    assertThat(health(closed, nothing)).isEqualTo("not reached");
  }

  private static String health(DataSource dataSource, LyssProperties.Database settings) {
    var beans = new DefaultListableBeanFactory();
    beans.registerSingleton("dataSource", dataSource);
    DatabaseHealth health =
        DatabaseHealth.of(
            new LyssDatabases(
                new LyssProperties(
                    Map.of(LyssDatabase.PLATFORM, settings), null, Duration.ofMinutes(1), null),
                beans));
    assertThat(health.up()).isEqualTo(health.details().get("platform").equals("up"));
    if (dataSource instanceof HikariDataSource pool) {
      pool.close();
    }
    return health.details().get("platform");
  }

  @Test
  @Whole("a server that answers nobody")
  void healthWaitsForAPoolOnceAndForNoServerLong() throws SQLException {
    try (HikariDataSource pool = migrated.pool(1, Duration.ofMillis(250))) {
      AtomicInteger asked = new AtomicInteger();
      var counting =
          new DelegatingDataSource(pool) {
            @Override
            public Connection getConnection() throws SQLException {
              asked.incrementAndGet();
              return super.getConnection();
            }
          };
      try (Connection taken = pool.getConnection()) {
        assertThat(taken.isClosed()).isFalse();
        assertThat(healthOfTwo(counting))
            .isEqualTo(Map.of("platform", "not reached", "chat", "not reached"));
        assertThat(asked).hasValue(1);
      }
      assertThat(healthOfTwo(counting)).isEqualTo(Map.of("platform", "up", "chat", "not migrated"));

      try (Connection blocker = migrated.database().dataSource().getConnection()) {
        blocker.setAutoCommit(false);
        try (Statement lock = blocker.createStatement()) {
          lock.execute("lock table pg_catalog.pg_class in access exclusive mode");
        }
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> assertThat(healthOfTwo(counting)).containsValue("not reached"));
        blocker.rollback();
      }
    }
  }

  private static Map<String, String> healthOfTwo(DataSource dataSource) {
    var beans = new DefaultListableBeanFactory();
    beans.registerSingleton("dataSource", dataSource);
    var nothing =
        new LyssProperties.Database(
            null, null, null, null, null, LyssProperties.AtStart.NOTHING, null, null);
    return DatabaseHealth.of(
            new LyssDatabases(
                new LyssProperties(
                    Map.of(LyssDatabase.PLATFORM, nothing, LyssDatabase.CHAT, nothing),
                    null,
                    Duration.ofMinutes(1),
                    null),
                beans))
        .details();
  }

  @Test
  void healthIsABeanOfWhicheverBootThereIs() {
    ApplicationContextRunner host =
        host(migrated).withPropertyValues("lyss.databases.platform.at-start=nothing");
    host.run(
        context ->
            assertThat(context.getBean("lyssHealthIndicator")).isInstanceOf(Boot4Health.class));
    boolean isBoot3 =
        ClassUtils.isPresent("org.springframework.boot.actuate.health.HealthIndicator", null);
    host.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
        .run(
            context -> {
              if (isBoot3) {
                assertThat(context.getBean("lyssHealthIndicator"))
                    .extracting("class.simpleName")
                    .isEqualTo("Boot3Health");
              } else {
                assertThat(context).doesNotHaveBean("lyssHealthIndicator");
              }
            });
  }
}
