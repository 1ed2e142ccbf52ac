package io.lyss.spring;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/**
 * Declares to Boot that LYSS prepares a database. Beans that need one, such as JPA, jOOQ and {@code
 * JdbcTemplate}, are then made afterwards. So is the host's own Flyway, because its tables may
 * refer to those of LYSS.
 */
final class LyssBeforeOthers extends AbstractBeansOfTypeDatabaseInitializerDetector {

  @Override
  protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
    return Set.of(LyssDatabases.class);
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
