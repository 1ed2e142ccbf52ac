package io.lyss.spring;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** {@link DatabaseHealth} for Boot 3. */
final class Boot3Health implements HealthIndicator {

  private final LyssDatabases databases;

  Boot3Health(LyssDatabases databases) {
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
