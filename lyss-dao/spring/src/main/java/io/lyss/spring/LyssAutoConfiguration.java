package io.lyss.spring;

import io.lyss.dao.chat.ChatService;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.UserService;
import io.lyss.schema.LyssDatabase;
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
  Platform lyssPlatform(LyssDatabases databases) {
    return Platform.over(databases.dataSource(LyssDatabase.PLATFORM))
        .schema(databases.schema(LyssDatabase.PLATFORM));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.USER)
  UserService lyssUserService(LyssDatabases databases) {
    return UserService.over(databases.dataSource(LyssDatabase.USER))
        .schema(databases.schema(LyssDatabase.USER));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.PROVIDER)
  ProviderService lyssProviderService(LyssDatabases databases) {
    return ProviderService.over(databases.dataSource(LyssDatabase.PROVIDER))
        .schema(databases.schema(LyssDatabase.PROVIDER));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.CHAT)
  ChatService lyssChatService(LyssDatabases databases) {
    return ChatService.over(databases.dataSource(LyssDatabase.CHAT))
        .schema(databases.schema(LyssDatabase.CHAT));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.MEMORY)
  MemoryService lyssMemoryService(LyssDatabases databases) {
    return MemoryService.over(databases.dataSource(LyssDatabase.MEMORY))
        .schema(databases.schema(LyssDatabase.MEMORY));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnLyssDatabase(LyssDatabase.SHARED)
  SharedService lyssSharedService(LyssDatabases databases) {
    return SharedService.over(databases.dataSource(LyssDatabase.SHARED))
        .schema(databases.schema(LyssDatabase.SHARED));
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
