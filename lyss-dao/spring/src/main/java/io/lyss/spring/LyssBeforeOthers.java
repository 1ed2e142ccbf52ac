package io.lyss.spring;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;

/**
 * Tells Boot that LYSS prepares a database: what needs one, such as JPA, jOOQ, and {@code
 * JdbcTemplate}, is made afterwards, and the host's own Flyway, whose tables may refer to those of
 * LYSS, runs afterwards.
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
