package io.lyss.test;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Spring asks it for each test class. */
final class LyssContextCustomizers implements ContextCustomizerFactory {

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    LyssSpringTest test =
        TestContextAnnotationUtils.findMergedAnnotation(testClass, LyssSpringTest.class);
    return test == null ? null : new LyssContextCustomizer(Set.of(test.value()));
  }
}
