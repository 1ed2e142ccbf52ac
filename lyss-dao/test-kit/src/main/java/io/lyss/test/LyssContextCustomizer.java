package io.lyss.test;

import io.lyss.schema.LyssDatabase;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Makes the database of a context, and sets its properties there. Two customizers of the same
 * databases are equal, so that Spring reuses the context.
 */
record LyssContextCustomizer(Set<LyssDatabase> databases) implements ContextCustomizer {

  private static final String BEAN = "lyssTestDatabase";

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    LyssTestDatabase database = LyssTestDatabase.of(databases);
    ConfigurableListableBeanFactory beans = context.getBeanFactory();
    beans.registerSingleton(BEAN, database);
    // registered first, so destroyed last: after all beans that are connected to it
    ((DefaultSingletonBeanRegistry) beans).registerDisposableBean(BEAN, database::close);
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("LYSS's test database", properties(database)));
  }

  private Map<String, Object> properties(LyssTestDatabase database) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("lyss.test.url", database.jdbcUrl());
    properties.put("spring.datasource.url", database.jdbcUrl());
    add(properties, "spring.datasource", database.application());
    add(properties, "lyss.test.application", database.application());
    add(properties, "lyss.test.jobs", database.jobs());
    add(properties, "lyss.test.owner", database.owner());
    for (LyssDatabase each : databases) {
      properties.put(
          "lyss.databases." + each.name().toLowerCase(Locale.ROOT) + ".at-start", "nothing");
    }
    return properties;
  }

  private static void add(Map<String, Object> properties, String prefix, TestLogin login) {
    properties.put(prefix + ".username", login.username());
    properties.put(prefix + ".password", login.password());
  }
}
