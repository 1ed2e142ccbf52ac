package io.lyss.dao.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Asserts that a stranger learns nothing about a row: each call answers exactly as it does for a
 * row that never existed.
 *
 * @param insider a session for which the row is there, which shows that the call returns something
 * @param stranger the session that must not learn of it
 */
public record Hidden<S>(S insider, S stranger) {

  public <K> void by(K known, K never, BiFunction<S, K, Object> call) {
    assertThat(answer(stranger, known, call)).isEqualTo(answer(stranger, never, call));
    // Last, as the insider's call may well change the row.
    assertThat(answer(insider, known, call)).isNotEqualTo(answer(insider, never, call));
  }

  /** A call that the scope does not allow for any row, not even to the insider. */
  public <K> void byDenial(K known, K never, BiFunction<S, K, Object> call) {
    String answer = answer(stranger, known, call);
    assertThat(answer).isEqualTo(answer(stranger, never, call));
    assertThat(answer).contains("ScopeDeniedException");
  }

  /** What is answered or thrown, without the key that was asked for. */
  public static <S, K> String answer(S session, K key, BiFunction<S, K, Object> call) {
    String answer;
    try {
      answer = String.valueOf(call.apply(session, key));
    } catch (RuntimeException e) {
      answer = e.getClass() + ": " + e.getMessage() + " because of " + e.getCause();
    }
    return answer.replaceAll("\\b" + Pattern.quote(key.toString()) + "\\b", "KEY");
  }
}
