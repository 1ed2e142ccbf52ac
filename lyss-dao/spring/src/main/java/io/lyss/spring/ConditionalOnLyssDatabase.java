package io.lyss.spring;

import io.lyss.schema.LyssDatabase;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** On a database of which the host has set a property. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnLyssDatabase.class)
@interface ConditionalOnLyssDatabase {
  LyssDatabase value();
}
