package io.lyss.spring;

import io.lyss.schema.LyssDatabase;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/** The database of which the host has to have set a property. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnLyssDatabase.class)
@interface ConditionalOnLyssDatabase {
  LyssDatabase value();
}
