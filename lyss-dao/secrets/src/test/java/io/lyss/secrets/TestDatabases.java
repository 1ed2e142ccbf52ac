package io.lyss.secrets;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.provider.ProviderService;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;

/** The two databases that hold keys, in one, and a pool that logs in as an application does. */
final class TestDatabases implements AutoCloseable {

  private final ThrowawayDatabase database = ThrowawayPostgres.shared().database();
  private final HikariDataSource pool;

  TestDatabases() {
    LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource()).migrate();
    LyssMigrator.of(LyssDatabase.PROVIDER, database.dataSource()).migrate();
    database.execute(
        """
        create role lyss_secrets_test login password 'test';
        grant authenticated_users, lyss_system to lyss_secrets_test with inherit false, set true;
        """);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.jdbcUrl());
    config.setUsername("lyss_secrets_test");
    config.setPassword("test");
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
  }

  Platform platform() {
    return Platform.over(pool);
  }

  ProviderService providers() {
    return ProviderService.over(pool);
  }

  @Override
  public void close() {
    pool.close();
    database.close();
  }
}
