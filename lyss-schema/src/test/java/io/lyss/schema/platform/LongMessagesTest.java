package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import io.lyss.throwaway.Growth;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A long text is stored, and found by its beginning, whatever its words. The index entry of a text
 * has a limit; the texts here are made to reach it.
 *
 * <p>Others have written much, so that search uses the index instead of reading every text.
 */
@OneIn(4)
class LongMessagesTest {

  private static final int LENGTH = 200_000;

  private static OwnedDatabase platform;
  private static Scoped alice;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    Scoped superuser = Scoped.asLogin(platform.superuser());
    superuser.change(
        """
        insert into messages (conversation_id, user_id, sequence, idempotency_key, role, content)
        select 3, 3, n, gen_random_uuid(), 'user', 'short' from generate_series(3, 1000) as n
        """);
    superuser.change("analyze messages");
    Connection app = platform.app();
    alice = Scoped.asUser(app, ALICE);
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  static Stream<Named<Supplier<String>>> texts() {
    return Stream.of(
        Named.of("common Chinese", () -> letters(1, 0x4e00, 0x9fa5)),
        Named.of("rare Chinese, four bytes a letter", () -> letters(2, 0x20000, 0x2a6d6)),
        Named.of("Korean", () -> letters(3, 0xac00, 0xd7a3)),
        Named.of("words", () -> words(4, 'a', 'z', " ")),
        Named.of("compound words", () -> words(5, 'a', 'z', "-")),
        Named.of("compound words, four bytes a letter", () -> words(6, 0x10428, 0x1044f, "-")),
        Named.of("one word", () -> "x".repeat(LENGTH)),
        Named.of("letters that unfold into several", () -> words(7, 0xfc00, 0xfd3d, "-")),
        Named.of("signs that unfold into words", () -> words(8, 0xfdf0, 0xfdf9, "-")),
        Named.of("Japanese signs that unfold into words", () -> letters(9, 0x3300, 0x3357)));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aLongMessageIsStoredAndFound(Supplier<String> text) throws SQLException {
    String content = "开头 beginning " + text.get();
    assertThat(content.codePointCount(0, content.length())).isGreaterThanOrEqualTo(LENGTH);

    Object id = alice.value(Organisation.say(1, "user", "?"), content);

    assertThat(alice.value("select content from messages where id = ?", id)).isEqualTo(content);
    for (String query : new String[] {"beginning", "开头", "开", "beginning 开头"}) {
      assertThat(alice.column("select id from search_messages(?, 1)", query))
          .as(query)
          .containsExactly(id);
    }
  }

  /**
   * The server sorts marks that combine with a letter, and nothing ends that before; in time that
   * grows with the square, a message of 131,072 of them would take minutes.
   */
  @Test
  void marksThatCombineAreStoredInTimeThatGrowsWithTheirNumber() throws Exception {
    assertThat(
            Growth.isLinear(
                2_000,
                marks ->
                    alice.value(
                        Organisation.say(1, "user", "?"), "\u0301\u0316".repeat(marks / 2))))
        .isTrue();
    String many = "beginning " + "\u0301\u0316".repeat(LENGTH / 2);
    Object id = alice.value(Organisation.say(1, "user", "?"), many);
    assertThat(alice.column("select id from search_messages('beginning', 1)")).containsExactly(id);
  }

  /** One run. */
  private static String letters(int seed, int first, int last) {
    return new Random(seed)
        .ints(LENGTH, first, last + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Words of many lengths, few of them twice, two and two joined by something. */
  private static String words(int seed, int first, int last, String joined) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    int length = 0;
    for (int n = 0; length < LENGTH; n++) {
      int word = 20 + random.nextInt(60);
      random.ints(word, first, last + 1).forEach(text::appendCodePoint);
      text.append(n % 2 == 0 ? joined : " ");
      length += word + 1;
    }
    return text.toString();
  }
}
