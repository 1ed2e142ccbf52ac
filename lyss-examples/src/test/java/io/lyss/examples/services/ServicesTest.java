package io.lyss.examples.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ServicesTest {

  private static final String IN_FIVE = run(false);

  private static String run(boolean oneDatabase) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Services.run(
        ThrowawayPostgres.shared(),
        oneDatabase,
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8)
        // the beginning of a token, which is different each time
        .replaceAll("\"laptop\" \\S+", "\"laptop\" TOKEN");
  }

  @Test
  void oneRequestGoesThroughAllFive() {
    assertThat(IN_FIVE)
        .contains(
            "ann@acme.example is END_USER, in 1 group",
            "\"first choice\" says: 503 Service Unavailable",
            "openai answers as gpt-4o-mini",
            "2 messages",
            "small-talk: 1 request",
            "\"Likes short answers\" is known already",
            "2 texts had no vector",
            "and nothing is left: {}",
            "a new user is refused",
            "refuse what she writes",
            "because invoice 17 is overdue");
  }

  @Test
  @Whole("oneRequestGoesThroughAllFive is of five databases")
  void itIsTheSameInOnePostgresqlDatabaseAndInFive() {
    assertThat(run(true).lines().skip(1))
        .containsExactlyElementsOf(IN_FIVE.lines().skip(1).toList());
  }
}
