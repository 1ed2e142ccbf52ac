package io.lyss.dao.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that the build runs once, and not again with all databases of LYSS in one of PostgreSQL:
 * beside them it is what it is alone.
 *
 * <p>That is so for orders, generated histories and plans, which are about the rows of one database
 * and take long. What each call does, and what hides its rows, is tested in both.
 */
@Tag("alone")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Alone {}
