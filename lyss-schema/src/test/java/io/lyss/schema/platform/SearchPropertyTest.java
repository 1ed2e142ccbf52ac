package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ALICE;
import static io.lyss.schema.platform.Organisation.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Search finds every part of a run of Chinese, Japanese or Korean letters, and nothing else. The
 * parameter of a test is the seed of the generated texts.
 */
class SearchPropertyTest {

  private static final int TEXTS = 40;

  /** Few letters, so that pairs recur in texts that do not have the whole. */
  private static final List<String> ALPHABETS =
      List.of("天气预报今明", "雨天𠮷𠀀𪚥", "カタひらーの", "한국어날씨", "々〇ㄅ豈", "ｶﾞﾊﾟ天");

  private static final List<String> BETWEEN =
      List.of(
          "", " ", "、", "。", "「", "！", ",", "-", "\n", "Weather", " GPT-4 ", "ＡＢｃ", "42", "'",
          "\\");

  private OwnedDatabase platform;
  private Scoped alice;
  private Scoped bob;
  private final Map<Long, String> messages = new TreeMap<>();
  private final Map<Long, String> titles = new TreeMap<>();
  private Random random = new Random();

  @BeforeEach
  void open() throws SQLException {
    platform = Platform.withOrganisation();
    Connection app = platform.app();
    alice = Scoped.asUser(app, ALICE);
    bob = Scoped.asUser(app, BOB);
  }

  @AfterEach
  void close() throws SQLException {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aRunIsFoundInTheTextsThatHaveItAndInNoOthers(long seed) throws SQLException {
    random = new Random(seed);
    write();
    TreeSet<String> needles = new TreeSet<>();
    for (String text : messages.values()) {
      needles.addAll(runsIn(text));
    }
    // and some that may stand nowhere
    for (int i = 0; i < 40; i++) {
      needles.add(run(1 + random.nextInt(4)));
    }

    assertThat(needles).hasSizeGreaterThan(150);
    Map<String, List<String>> queries = new LinkedHashMap<>();
    needles.forEach(needle -> queries.put(needle, List.of(needle)));
    assertFound(queries);
    assertThat(
            bob.rows(
                "select from unnest(?) as needle, search_messages(needle, 1000) where id >= 1000",
                (Object) needles.toArray(String[]::new)))
        .as("somebody else searches")
        .isEmpty();
  }

  /** Several words and runs: all of them, in any order. */
  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void everyPartOfAQueryHasToOccur(long seed) throws SQLException {
    random = new Random(seed);
    write();
    Map<String, List<String>> queries = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      String first = run(1 + random.nextInt(3));
      String second = run(1 + random.nextInt(2));
      queries.put(first + " " + second, List.of(first, second));
      queries.put(second + "、" + first + "。", List.of(first, second));
    }
    assertFound(queries);
  }

  /** Each query, and the parts that a text has to have for it. */
  private void assertFound(Map<String, List<String>> queries) throws SQLException {
    for (Map.Entry<String, Map<Long, String>> place :
        Map.of("search_messages", messages, "search_conversations", titles).entrySet()) {
      Map<String, List<Object>> expected = new LinkedHashMap<>();
      queries.forEach((query, parts) -> expected.put(query, having(place.getValue(), parts)));
      Map<String, List<Object>> found = new LinkedHashMap<>();
      queries.keySet().forEach(query -> found.put(query, new ArrayList<>()));
      // in one statement, as these are many
      alice
          .rows(
              "select query, id from unnest(?) as query, %s(query, 1000) with ordinality as hit"
                      .formatted(place.getKey())
                  + " order by query, hit.ordinality",
              (Object) queries.keySet().toArray(String[]::new))
          .forEach(row -> found.get(String.valueOf(row.get(0))).add(row.get(1)));

      assertThat(found).isEqualTo(expected);
    }
  }

  /** Newest first, that is, by descending id: all have one time. */
  private static List<Object> having(Map<Long, String> texts, List<String> parts) {
    List<Object> having = new ArrayList<>();
    texts.forEach(
        (id, text) -> {
          if (parts.stream().allMatch(part -> normal(text).contains(normal(part)))) {
            having.add(0, id);
          }
        });
    return having;
  }

  private static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  /** In conversations and under titles of Alice's, in one transaction. */
  private void write() throws SQLException {
    Connection connection = platform.superuser();
    connection.setAutoCommit(false);
    try (PreparedStatement clear =
            connection.prepareStatement("delete from conversations where user_id = 2");
        PreparedStatement title =
            connection.prepareStatement(
                "insert into conversations (id, user_id, provider_id, title)"
                    + " overriding system value values (?, 2, 1, ?)");
        PreparedStatement message =
            connection.prepareStatement(
                "insert into messages"
                    + " (id, conversation_id, user_id, sequence, idempotency_key, role, content)"
                    + " overriding system value"
                    + " values (?, ?, 2, 1, gen_random_uuid(), 'user', ?)")) {
      clear.execute();
      for (long id = 1000; id < 1000 + TEXTS; id++) {
        titles.put(id, text(1 + random.nextInt(2)));
        messages.put(id, text(1 + random.nextInt(6)));
        title.setLong(1, id);
        title.setString(2, titles.get(id));
        title.addBatch();
        message.setLong(1, id);
        message.setLong(2, id);
        message.setString(3, messages.get(id));
        message.addBatch();
      }
      title.executeBatch();
      message.executeBatch();
    }
    connection.commit();
    connection.close();
  }

  private String text(int parts) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts; i++) {
      text.append(any(BETWEEN)).append(run(1 + random.nextInt(5)));
    }
    return text.append(any(BETWEEN)).toString();
  }

  private String run(int length) {
    int[] letters = any(ALPHABETS).codePoints().toArray();
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < length; i++) {
      run.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    // a voice mark that leads nowhere is no letter
    return Normalizer.normalize(run, Normalizer.Form.NFKC).replaceAll("[\\u3099\\u309A]", "天");
  }

  private String any(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Of each run of a text, its parts of one to four letters. */
  private static List<String> runsIn(String text) {
    List<String> parts = new ArrayList<>();
    for (String run :
        normal(text).split("[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}ーㄅ]+")) {
      int[] letters = run.codePoints().toArray();
      for (int from = 0; from < letters.length; from++) {
        for (int to = from + 1; to <= Math.min(letters.length, from + 4); to++) {
          parts.add(new String(letters, from, to - from));
        }
      }
    }
    return parts;
  }
}
