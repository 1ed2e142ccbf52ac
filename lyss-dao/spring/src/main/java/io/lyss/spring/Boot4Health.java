package io.lyss.spring;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** {@link DatabaseHealth} for Boot 4. */
final class Boot4Health implements HealthIndicator {

  private final LyssDatabases databases;

  Boot4Health(LyssDatabases databases) {
    this.databases = databases;
  }

  @Override
  public Health health() {
    DatabaseHealth found = DatabaseHealth.of(databases);
    Health.Builder health = found.up() ? Health.up() : Health.down();
    found.details().forEach(health::withDetail);
    return health.build();
  }
}
