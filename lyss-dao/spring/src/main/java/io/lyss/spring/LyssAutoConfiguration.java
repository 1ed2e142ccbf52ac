package io.lyss.spring;

import io.lyss.dao.AccessCache;
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
import java.time.Duration;
import java.util.Objects;
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

/** Beans for each database of LYSS of which the host has set a property. */
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
  Platform lyssPlatform(
      LyssProperties properties,
      LyssDatabases databases,
      ObjectProvider<CallListener> listeners,
      ObjectProvider<AccessCache> caches) {
    Platform platform =
        new ServiceOf<>(
                LyssDatabase.PLATFORM,
                Platform::over,
                Platform::over,
                Platform::maxStaleness,
                Platform::schema,
                Platform::listener,
                Platform::signer)
            .in(databases, listeners);
    return kept(platform, Platform::cache, properties, caches);
  }

  /** Uses the host's cache of answers, once a property says how late they may be. */
  private interface Keeping<S> {
    S keeping(S service, AccessCache cache, Duration longest);
  }

  private static <S> S kept(
      S service,
      Keeping<S> keeping,
      LyssProperties properties,
      ObjectProvider<AccessCache> caches) {
    Duration longest = properties.cacheLongest();
    return longest == null ? service : keeping.keeping(service, cache(caches), longest);
  }

  private static AccessCache cache(ObjectProvider<AccessCache> caches) {
    AccessCache cache = caches.getIfUnique();
    if (cache == null) {
      throw new IllegalStateException(
          "lyss.cache-longest says how late kept answers may be, and there is not one AccessCache"
              + " bean that is the only or primary one: declare it, as CaffeineAccessCache of"
              + " lyss-caffeine, or leave the setting out");
    }
    return cache;
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.USER)
  UserService lyssUserService(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    return new ServiceOf<>(
            LyssDatabase.USER,
            UserService::over,
            UserService::over,
            UserService::maxStaleness,
            UserService::schema,
            UserService::listener,
            UserService::signer)
        .in(databases, listeners);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.PROVIDER)
  ProviderService lyssProviderService(
      LyssProperties properties,
      LyssDatabases databases,
      ObjectProvider<CallListener> listeners,
      ObjectProvider<AccessCache> caches) {
    ProviderService service =
        new ServiceOf<>(
                LyssDatabase.PROVIDER,
                ProviderService::over,
                ProviderService::over,
                ProviderService::maxStaleness,
                ProviderService::schema,
                ProviderService::listener,
                ProviderService::signer)
            .in(databases, listeners);
    return kept(service, ProviderService::cache, properties, caches);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.CHAT)
  ChatService lyssChatService(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    return new ServiceOf<>(
            LyssDatabase.CHAT,
            ChatService::over,
            ChatService::over,
            ChatService::maxStaleness,
            ChatService::schema,
            ChatService::listener,
            ChatService::signer)
        .in(databases, listeners);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.MEMORY)
  MemoryService lyssMemoryService(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    return new ServiceOf<>(
            LyssDatabase.MEMORY,
            MemoryService::over,
            MemoryService::over,
            MemoryService::maxStaleness,
            MemoryService::schema,
            MemoryService::listener,
            MemoryService::signer)
        .in(databases, listeners);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.SHARED)
  SharedService lyssSharedService(
      LyssProperties properties,
      LyssDatabases databases,
      ObjectProvider<CallListener> listeners,
      ObjectProvider<AccessCache> caches) {
    SharedService service =
        new ServiceOf<>(
                LyssDatabase.SHARED,
                SharedService::over,
                SharedService::over,
                SharedService::maxStaleness,
                SharedService::schema,
                SharedService::listener,
                SharedService::signer)
            .in(databases, listeners);
    return kept(service, SharedService::cache, properties, caches);
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

  /** Alarms of the databases, where the host has Micrometer's meters. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
  @ConditionalOnProperty(name = "lyss.observations", matchIfMissing = true)
  static class Gauges {
    @Bean
    LyssGauges lyssGauges(LyssProperties properties, LyssDatabases databases, BeanFactory beans) {
      return new LyssGauges(properties, databases, beans, Duration.ofMinutes(1));
    }
  }

  @Bean
  @ConditionalOnBean(ScopeResolver.class)
  @ConditionalOnMissingBean
  Sessions lyssSessions(
      ObjectProvider<ScopeResolver> resolvers,
      ObjectProvider<Platform> platform,
      ObjectProvider<UserService> users,
      ObjectProvider<ProviderService> providers,
      ObjectProvider<ChatService> chat,
      ObjectProvider<MemoryService> memories,
      ObjectProvider<SharedService> shared) {
    return new Sessions(resolvers, platform, users, providers, chat, memories, shared);
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

  /** LYSS's records as JSON, in Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "com.fasterxml.jackson.databind.ObjectMapper")
  static class JsonInBoot3 {
    @Bean
    LyssJackson2Module lyssJackson2Module() {
      return new LyssJackson2Module();
    }
  }

  /** LYSS's records as JSON, in Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "tools.jackson.databind.json.JsonMapper")
  static class JsonInBoot4 {
    @Bean
    LyssJacksonModule lyssJacksonModule() {
      return new LyssJacksonModule();
    }
  }

  /** Health, in Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  static class HealthInBoot3 {
    @Bean
    @ConditionalOnMissingBean(name = "lyssHealthIndicator")
    Boot3Health lyssHealthIndicator(LyssDatabases databases) {
      return new Boot3Health(databases);
    }
  }

  /** Health, in Boot 4. */
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
