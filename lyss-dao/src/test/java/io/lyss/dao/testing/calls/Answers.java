package io.lyss.dao.testing.calls;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers and failures, to be compared. */
final class Answers {

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d[0-9:.]*Z");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  // What people know a token by.
  private static final Pattern PREFIX = Pattern.compile("keyPrefix=[A-Za-z0-9_-]{6}");

  // A set, which is written in any order, of what all tenants share.
  private static final Pattern PERMISSIONS = Pattern.compile("permissions=\\[[^]]*]");

  // Whether an erasure is done at once depends on other open transactions in the database.
  private static final Pattern ERASED = Pattern.compile("erasedAt=Optional[^,]*, awaits=\\[[^]]*]");

  private Answers() {}

  /** What is answered or thrown. */
  static String text(Supplier<@Nullable Object> call) {
    try {
      return String.valueOf(call.get());
    } catch (RuntimeException e) {
      return e.getClass().getName() + ": " + e.getMessage() + " because of " + e.getCause();
    }
  }

  /**
   * The same but for what differs from one row to the next, or by who else is there: ids, times and
   * numbers.
   */
  static String shape(@Nullable Object answer) {
    String text = ID.matcher(String.valueOf(answer)).replaceAll("<id>");
    text = PREFIX.matcher(text).replaceAll("keyPrefix=<random>");
    text = PERMISSIONS.matcher(text).replaceAll("permissions=<set>");
    text = ERASED.matcher(text).replaceAll("erasedAt=<once all have ended>");
    text = TIME.matcher(text).replaceAll("<time>");
    return NUMBER.matcher(text).replaceAll("<n>");
  }
}
