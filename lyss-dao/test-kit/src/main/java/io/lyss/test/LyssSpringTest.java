package io.lyss.test;

import io.lyss.schema.LyssDatabase;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application context of a Spring test a migrated database: beside {@code
 * SpringBootTest}, or whatever else makes the context.
 *
 * <p>{@code spring.datasource.url}, {@code .username} and {@code .password} are the application's
 * login. LYSS's databases are neither migrated nor validated again ({@code
 * lyss.databases.<name>.at-start}). Other logins are {@code lyss.test.jobs.username}, {@code
 * lyss.test.owner.username} and so on, with {@code .password}, and the URL is {@code
 * lyss.test.url}, to be referred to in settings of the host: {@code
 * spring.flyway.user=${lyss.test.owner.username}}. The {@link LyssTestDatabase} is a bean.
 *
 * <p>The database belongs to the context. Spring keeps contexts, so test classes that name the same
 * databases and do not differ otherwise share both.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface LyssSpringTest {

  /** Which databases of LYSS it has, each in its default schema. */
  LyssDatabase[] value();
}
