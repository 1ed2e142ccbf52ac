package io.lyss.examples.spring;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Scope;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.UserDao;
import io.lyss.spring.ScopeResolver;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;

/** Says who may log in, and which user of LYSS that is. */
@Configuration(proxyBeanMethods = false)
class Security {

  /** Each request contains a name and a password, so there is no session to steal. */
  @Bean
  SecurityFilterChain securityFilterChain(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests.requestMatchers("/greeting").permitAll().anyRequest().authenticated())
        .httpBasic(Customizer.withDefaults())
        .csrf(AbstractHttpConfigurer::disable)
        .build();
  }

  /** The pool of the login for jobs, which may read hashes; nothing else in the host uses it. */
  @Bean(defaultCandidate = false)
  @ConfigurationProperties("host.jobs")
  HikariDataSource jobsDataSource() {
    return new HikariDataSource();
  }

  /** No password is right for a user who has no hash. */
  @Bean
  PasswordEncoder passwords() {
    DelegatingPasswordEncoder encoder =
        (DelegatingPasswordEncoder) PasswordEncoderFactories.createDelegatingPasswordEncoder();
    encoder.setDefaultPasswordEncoderForMatches(new BCryptPasswordEncoder());
    return encoder;
  }

  /** Users log in with the names and password hashes that LYSS stores. */
  @Bean
  UserDetailsService logins(@Qualifier("jobsDataSource") DataSource jobs) {
    UserDao users = Platform.over(jobs).asSystem("login").users();
    return name ->
        users
            .findByUsername(name)
            .map(user -> new Member(user, users.passwordHash(user.id()).reveal()))
            .orElseThrow(() -> new UsernameNotFoundException("no such user"));
  }

  /** Finds the current user in the thread's security context; without a login there is none. */
  @Bean
  ScopeResolver scopeResolver() {
    return () ->
        Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
            .map(Authentication::getPrincipal)
            .filter(Member.class::isInstance)
            .map(member -> new Scope.PlatformUser(((Member) member).id()));
  }

  /** Work of {@code @Async} runs as the user who began it. */
  @Bean
  TaskDecorator asTheUserWhoBegan() {
    return DelegatingSecurityContextRunnable::new;
  }
}
