package io.lyss.throwaway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What the {@linkplain QuickRun quick run} skips, as it takes long for the little it adds. */
@DisabledIfSystemProperty(
    named = QuickRun.SETTING,
    matches = QuickRun.QUICK,
    disabledReason = QuickRun.LEFT)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Whole {

  /** Where the quick run asks the same of less, or what it misses. */
  String value();
}
