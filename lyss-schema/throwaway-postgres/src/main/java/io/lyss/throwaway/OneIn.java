package io.lyss.throwaway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Of a test or a class with parameters, the {@linkplain QuickRun quick run} takes one in so many;
 * of a class without, one in so many of its tests. Where a class and a test of it say so, the test
 * counts.
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
      return place(test).filter(place -> !QuickRun.takes(oneIn(test), place)).isPresent()
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

    /** Among the cases of its test, or the tests of its class; nothing if it is neither. */
    private static Optional<Integer> place(ExtensionContext test) {
      String id = test.getUniqueId();
      Matcher place = PLACE.matcher(id);
      return place.find()
          ? Optional.of(from(id.substring(0, place.start()), Integer.parseInt(place.group(1))))
          : test.getTestMethod()
              .filter(method -> method.isAnnotationPresent(Test.class))
              .map(method -> from(test.getRequiredTestClass().getName(), among(method)));
    }

    private static int among(Method test) {
      List<String> names =
          Arrays.stream(test.getDeclaringClass().getDeclaredMethods())
              .filter(method -> method.isAnnotationPresent(Test.class))
              .map(Method::getName)
              .sorted()
              .toList();
      return names.indexOf(test.getName());
    }

    /** Other tests take other cases. */
    private static int from(String of, int place) {
      return of.hashCode() + place;
    }
  }
}
