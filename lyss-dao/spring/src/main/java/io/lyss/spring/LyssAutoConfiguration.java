package io.lyss.spring;

import io.lyss.dao.CallListener;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.UserService;
import io.lyss.jackson.LyssJackson2Module;
import io.lyss.jackson.LyssJacksonModule;
import io.lyss.schema.LyssDatabase;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** The databases of LYSS that the host has set a property of, as beans. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    })
@ConditionalOnClass({DataSource.class, TransactionAwareDataSourceProxy.class})
@EnableConfigurationProperties(LyssProperties.class)
public class LyssAutoConfiguration {

  @Bean
  LyssDatabases lyssDatabases(LyssProperties properties, BeanFactory beans) {
    return new LyssDatabases(properties, beans);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.PLATFORM)
  Platform lyssPlatform(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    Platform service =
        Platform.over(databases.dataSource(LyssDatabase.PLATFORM))
            .schema(databases.schema(LyssDatabase.PLATFORM));
    return told(service, Platform::listener, listeners);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.USER)
  UserService lyssUserService(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    UserService service =
        UserService.over(databases.dataSource(LyssDatabase.USER))
            .schema(databases.schema(LyssDatabase.USER));
    return told(service, UserService::listener, listeners);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.PROVIDER)
  ProviderService lyssProviderService(
      LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    ProviderService service =
        ProviderService.over(databases.dataSource(LyssDatabase.PROVIDER))
            .schema(databases.schema(LyssDatabase.PROVIDER));
    return told(service, ProviderService::listener, listeners);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.CHAT)
  ChatService lyssChatService(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    ChatService service =
        ChatService.over(databases.dataSource(LyssDatabase.CHAT))
            .schema(databases.schema(LyssDatabase.CHAT));
    return told(service, ChatService::listener, listeners);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.MEMORY)
  MemoryService lyssMemoryService(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    MemoryService service =
        MemoryService.over(databases.dataSource(LyssDatabase.MEMORY))
            .schema(databases.schema(LyssDatabase.MEMORY));
    return told(service, MemoryService::listener, listeners);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.SHARED)
  SharedService lyssSharedService(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    SharedService service =
        SharedService.over(databases.dataSource(LyssDatabase.SHARED))
            .schema(databases.schema(LyssDatabase.SHARED));
    return told(service, SharedService::listener, listeners);
  }

  /** Each bean that listens is told of the calls of each database. */
  private static <S> S told(
      S service, BiFunction<S, CallListener, S> listener, ObjectProvider<CallListener> listeners) {
    S told = service;
    for (CallListener each : listeners.orderedStream().toList()) {
      told = listener.apply(told, each);
    }
    return told;
  }

  @Bean
  @ConditionalOnProperty("lyss.slow-calls")
  CallListener lyssSlowCalls(LyssProperties properties) {
    return CallListener.slow(Objects.requireNonNull(properties.slowCalls()));
  }

  @Bean
  LyssJobs lyssJobs(LyssProperties properties, LyssDatabases databases, BeanFactory beans) {
    return new LyssJobs(properties, databases, beans);
  }

  /** Metrics and spans, where the host has Micrometer's observations. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "io.micrometer.observation.ObservationRegistry")
  @ConditionalOnProperty(name = "lyss.observations", matchIfMissing = true)
  static class Observations {
    @Bean
    CallListener lyssObservations(ObjectProvider<ObservationRegistry> registry) {
      return new CallObservations(registry.getIfAvailable(() -> ObservationRegistry.NOOP));
    }
  }

  @Bean
  @ConditionalOnBean(ScopeResolver.class)
  @ConditionalOnMissingBean
  Sessions lyssSessions(
      ScopeResolver resolver,
      ObjectProvider<Platform> platform,
      ObjectProvider<UserService> users,
      ObjectProvider<ProviderService> providers,
      ObjectProvider<ChatService> chat,
      ObjectProvider<MemoryService> memories,
      ObjectProvider<SharedService> shared) {
    return new Sessions(resolver, platform, users, providers, chat, memories, shared);
  }

  /** Problem details, where the host is a web server. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  @ConditionalOnClass(name = "org.springframework.web.servlet.DispatcherServlet")
  @ConditionalOnProperty(name = "lyss.problem-details", matchIfMissing = true)
  static class Problems {
    @Bean
    @ConditionalOnMissingBean
    LyssProblems lyssProblems() {
      return new LyssProblems();
    }
  }

  /** What Boot 3 writes and reads as JSON. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "com.fasterxml.jackson.databind.ObjectMapper")
  static class JsonInBoot3 {
    @Bean
    LyssJackson2Module lyssJackson2Module() {
      return new LyssJackson2Module();
    }
  }

  /** What Boot 4 writes and reads as JSON. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "tools.jackson.databind.json.JsonMapper")
  static class JsonInBoot4 {
    @Bean
    LyssJacksonModule lyssJacksonModule() {
      return new LyssJacksonModule();
    }
  }

  /** Health, as Boot 3 has it. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class HealthInBoot3 {
    @Bean
    @ConditionalOnMissingBean(name = "lyssHealthIndicator")
    Boot3Health lyssHealthIndicator(LyssDatabases databases) {
      return new Boot3Health(databases);
    }
  }

  /** Health, as Boot 4 has it. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  static class HealthInBoot4 {
    @Bean
    @ConditionalOnMissingBean(name = "lyssHealthIndicator")
    Boot4Health lyssHealthIndicator(LyssDatabases databases) {
      return new Boot4Health(databases);
    }
  }
}
