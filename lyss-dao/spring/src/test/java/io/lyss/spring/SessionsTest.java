package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Whose session a request gets, which needs no database. */
class SessionsTest {

  private static final Scope USER = new Scope.PlatformUser(7);
  private static final Scope TENANT =
      new Scope.TenantUser(UUID.randomUUID(), UUID.randomUUID(), Set.of(), TenantRole.END_USER);

  private static ApplicationContextRunner host() {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean(HikariDataSource.class)
        .withPropertyValues(
            "lyss.databases.platform.at-start=nothing", "lyss.databases.chat.at-start=nothing");
  }

  @Test
  void aHostWithThePlatformAndServicesHasAResolverForEach() {
    host()
        .withBean("ofPlatform", ScopeResolver.class, () -> () -> Optional.of(USER))
        .withBean("ofServices", ScopeResolver.class, () -> () -> Optional.of(TENANT))
        .run(
            context -> {
              Sessions sessions = context.getBean(Sessions.class);
              assertThat(sessions.platform().scope()).isEqualTo(USER);
              assertThat(sessions.chat().scope()).isEqualTo(TENANT);
            });
  }

  @Test
  void aScopeOfTheOtherKindIsRefused() {
    host()
        .withBean(ScopeResolver.class, () -> () -> Optional.of(USER))
        .run(
            context ->
                assertThatIllegalStateException()
                    .isThrownBy(() -> context.getBean(Sessions.class).chat())
                    .withMessageContaining("answers with a PlatformUser")
                    .withMessageContaining("a ScopeResolver bean for each"));
  }

  @Test
  void aDatabaseThatTheHostDoesNotHaveIsNamed() {
    host()
        .withBean(ScopeResolver.class, () -> () -> Optional.of(TENANT))
        .run(
            context ->
                assertThatIllegalStateException()
                    .isThrownBy(() -> context.getBean(Sessions.class).memories())
                    .withMessageContaining("lyss.databases.memory"));
  }
}
