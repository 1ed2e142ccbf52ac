package io.lyss.throwaway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Of a test or a class with parameters, the {@linkplain QuickRun quick run} takes one in so many.
 */
@ExtendWith(OneIn.Sample.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface OneIn {

  int value();

  /** Skips the others. */
  final class Sample implements ExecutionCondition {

    private static final Pattern PLACE = Pattern.compile("invocation:#(\\d+)");

    private Sample() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
      Matcher place = PLACE.matcher(test.getUniqueId());
      return place.find() && !QuickRun.takes(oneIn(test), from(test, place))
          ? ConditionEvaluationResult.disabled(QuickRun.LEFT)
          : ConditionEvaluationResult.enabled("taken");
    }

    private static int oneIn(ExtensionContext test) {
      return test.getTestMethod()
          .map(method -> method.getAnnotation(OneIn.class))
          .or(() -> test.getTestClass().map(type -> type.getAnnotation(OneIn.class)))
          .map(OneIn::value)
          .orElse(1);
    }

    /** Other tests take other cases. */
    private static int from(ExtensionContext test, Matcher place) {
      String name = test.getUniqueId().substring(0, place.start());
      return name.hashCode() + Integer.parseInt(place.group(1));
    }
  }
}
