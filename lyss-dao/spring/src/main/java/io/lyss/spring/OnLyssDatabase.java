package io.lyss.spring;

import io.lyss.schema.LyssDatabase;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the host has set a property of a database. */
final class OnLyssDatabase implements Condition {

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    Object database =
        Objects.requireNonNull(
                metadata.getAnnotationAttributes(ConditionalOnLyssDatabase.class.getName()))
            .get("value");
    BindResult<Map<LyssDatabase, LyssProperties.Database>> set =
        Binder.get(context.getEnvironment())
            .bind(
                "lyss.databases",
                Bindable.mapOf(LyssDatabase.class, LyssProperties.Database.class));
    return set.isBound() && set.get().containsKey(database);
  }
}
