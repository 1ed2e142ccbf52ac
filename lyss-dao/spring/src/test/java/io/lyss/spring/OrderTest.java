package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What comes first when a host starts. */
class OrderTest {

  private static ApplicationContextRunner host(HostDatabase database) {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean(DataSource.class, () -> database.pool(1));
  }

  /** A bean of the host that looks for a table of LYSS while it is made. */
  record Reader(boolean found) {}

  @Configuration(proxyBeanMethods = false)
  @Import(DatabaseInitializationDependencyConfigurer.class)
  static class Readers {

    @Bean
    @DependsOnDatabaseInitialization
    Reader aReader(DataSource dataSource) {
      return new Reader(isMigrated(new JdbcTemplate(dataSource)));
    }
  }

  private static boolean isMigrated(JdbcTemplate template) {
    return Boolean.TRUE.equals(
        template.queryForObject(
            "select exists (select from pg_tables where schemaname = 'lyss_platform')",
            Boolean.class));
  }

  @Test
  void beansThatNeedTheDatabaseAreMadeAfterItWasMigrated() {
    try (HostDatabase fresh = HostDatabase.empty()) {
      host(fresh)
          // what is named first would be made first
          .withInitializer(
              context -> ((GenericApplicationContext) context).registerBean(Readers.class))
          .withPropertyValues(fresh.migrating())
          .run(context -> assertThat(context.getBean(Reader.class).found()).isTrue());
    }
  }

  @Test
  void aHostWhoseBeansAreLazyMigratesAtItsStart() {
    try (HostDatabase fresh = HostDatabase.empty()) {
      host(fresh)
          .withInitializer(
              context ->
                  context.addBeanFactoryPostProcessor(
                      new LazyInitializationBeanFactoryPostProcessor()))
          .withPropertyValues(fresh.migrating())
          .run(
              context -> {
                assertThat(context.getBeanFactory().containsSingleton("lyssDatabases")).isTrue();
                assertThat(context.getBean(LyssJobs.class).isRunning()).isFalse();
              });
    }
  }

  @Test
  void theEnvironmentSetsWhatPropertiesSet() {
    try (HostDatabase fresh = HostDatabase.empty()) {
      Map<String, Object> environment =
          Stream.of(fresh.migrating())
              .map(setting -> setting.split("=", 2))
              .collect(
                  Collectors.toMap(
                      setting -> setting[0].toUpperCase(Locale.ROOT).replace('.', '_'),
                      setting -> setting[1]));
      host(fresh)
          .withInitializer(
              context ->
                  context
                      .getEnvironment()
                      .getPropertySources()
                      .addFirst(
                          new SystemEnvironmentPropertySource("systemEnvironment", environment)))
          .run(
              context ->
                  assertThat(context.getBean(LyssDatabases.class).all())
                      .containsExactly(LyssDatabase.PLATFORM));
    }
  }
}
