package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  private final long seed = Long.getLong("lyss.seed", System.nanoTime());

  private static String encoded(String text) {
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCursorIsReadFromItsTokenAsItWasWritten() {
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      // Microseconds, which is what the database stores: four thousand years around 1970, and more.
      long micros = random.nextLong() >> random.nextInt(60);
      Cursor cursor = new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), random.nextLong());
      assertThat(Cursor.parse(cursor.token())).as("-Dlyss.seed=%d", seed).isEqualTo(cursor);
      assertThat(cursor.token()).matches("[A-Za-z0-9_-]+");
    }
    for (long id : List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE)) {
      Cursor cursor = new Cursor(Instant.EPOCH, id);
      assertThat(Cursor.parse(cursor.token())).isEqualTo(cursor);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "!",
        "1:2:3",
        "null",
        "../../etc/passwd",
        "AAAA",
        "%00",
        "\uD83D\uDE00"
      })
  void aTextThatIsNoTokenIsRefused(String garbage) {
    refused(garbage);
  }

  @Test
  void aTextThatOnlyLooksLikeATokenIsRefused() {
    for (String text :
        List.of(
            "",
            ":",
            "::",
            "1",
            "1:2",
            "1:2:3:4",
            "2:2:3",
            ":2:3",
            "1::3",
            "1:2:",
            "1:x:3",
            "1:2:x",
            "1:2:9223372036854775808",
            "1:9223372036854775808:3",
            "1:2.5:3",
            "1: 2:3")) {
      refused(encoded(text));
    }
  }

  @Test
  void randomTextIsRefused() {
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      refused(Base64.getUrlEncoder().encodeToString(bytes));
    }
  }

  private void refused(String token) {
    assertThatIllegalArgumentException()
        .as("-Dlyss.seed=%d, %s", seed, token)
        .isThrownBy(() -> Cursor.parse(token))
        .withMessage("This is not a cursor of LYSS; begin at the first page");
  }

  @Test
  void aTimeThatNoTokenHoldsIsNamed() {
    for (Instant time : List.of(Instant.MIN, Instant.MAX)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Cursor(time, 1).token())
          .withMessageStartingWith("time is beyond");
    }
  }
}
