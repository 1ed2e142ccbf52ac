package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.AccessCache;
import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.ProviderDao;
import io.lyss.dao.provider.NewToken;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.TokenPepper;
import io.lyss.dao.shared.PermissionDao;
import io.lyss.dao.shared.SharedService;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTest;
import io.lyss.test.LyssTestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A host that keeps answers. */
@LyssTest({LyssDatabase.PLATFORM, LyssDatabase.PROVIDER, LyssDatabase.SHARED})
class CacheHostTest {

  private final List<FinishedCall> asked = new ArrayList<>();
  private final LyssTestDatabase database;
  private final int ann;

  CacheHostTest(LyssTestDatabase database) {
    this.database = database;
    this.ann = database.organisation().user("ann").id();
  }

  private static final class Kept implements AccessCache {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    @Override
    public @Nullable Entry find(String key) {
      return entries.get(key);
    }

    @Override
    public void keep(String key, Entry entry) {
      entries.put(key, entry);
    }
  }

  private HikariDataSource pool() {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.application().username());
    pool.setPassword(database.application().password());
    pool.setMaximumPoolSize(1);
    return pool;
  }

  private ApplicationContextRunner host() {
    asked.clear();
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean(DataSource.class, this::pool)
        .withBean(CallListener.class, () -> CallListener.atEnd(asked::add))
        .withPropertyValues("lyss.databases.platform.at-start=nothing");
  }

  @Test
  void theBeanKeepsAnswersOnceItIsSaidHowLateTheyMayBe() {
    host()
        .withBean(AccessCache.class, Kept::new)
        .withPropertyValues("lyss.cache-longest=1m")
        .run(
            context -> {
              ProviderDao providers = context.getBean(Platform.class).asUser(ann).providers();
              providers.canUserAccessProvider(ann, 1);
              providers.canUserAccessProvider(ann, 1);
              assertThat(asked).hasSize(1);
              new TransactionTemplate(
                      new DataSourceTransactionManager(context.getBean(DataSource.class)))
                  .executeWithoutResult(transaction -> providers.canUserAccessProvider(ann, 1));
              assertThat(asked).as("in a transaction of the host").hasSize(2);
            });
  }

  @Test
  void theSameBeanKeepsPermissionsAndTokens() {
    Scope.TenantUser user = Scope.TenantUser.of(Ids.next(), Ids.next());
    host()
        .withBean(AccessCache.class, Kept::new)
        .withPropertyValues(
            "lyss.cache-longest=1m",
            "lyss.databases.provider.at-start=nothing",
            "lyss.databases.shared.at-start=nothing")
        .run(
            context -> {
              ProviderService providers =
                  context.getBean(ProviderService.class).tokenPepper(TokenPepper.of(new byte[32]));
              String token =
                  providers.asUser(user).tokens().issue(NewToken.of("t")).secret().reveal();
              PermissionDao permissions =
                  context.getBean(SharedService.class).asUser(user).permissions();
              asked.clear();
              for (int i = 0; i < 2; i++) {
                assertThat(providers.verify(token).token()).isPresent();
                assertThat(permissions.has("channel.use")).isTrue();
              }
              assertThat(asked).hasSize(2);
            });
  }

  @Test
  void otherwiseItKeepsNothing() {
    host()
        .withBean(AccessCache.class, Kept::new)
        .run(
            context -> {
              ProviderDao providers = context.getBean(Platform.class).asUser(ann).providers();
              providers.canUserAccessProvider(ann, 1);
              providers.canUserAccessProvider(ann, 1);
              assertThat(asked).hasSize(2);
            });
  }

  @Test
  void aHostWithoutTheBeanFailsAndSaysSo() {
    host()
        .withPropertyValues("lyss.cache-longest=1s")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("lyss.cache-longest says how late"));
  }
}
