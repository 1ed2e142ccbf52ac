package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person types, and what search finds. */
@OneIn(3)
class SearchTest {

  private static final String SAY = Organisation.say(1, "user", "?");

  private static OwnedDatabase platform;
  private static Scoped alice;
  private static Scoped superuser;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    Connection app = platform.app();
    alice = Scoped.asUser(app, ALICE);
    superuser = Scoped.asLogin(platform.superuser());
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  @BeforeEach
  void clear() throws SQLException {
    superuser.change("delete from messages");
    superuser.change("delete from conversations where id > 100");
    superuser.change("update conversations set title = 'untitled'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "She was running late | run",
        "She will run | running",
        "Many RUNNERS | runner",
        "The weather | WEATHER the",
        "a,b;weather:x | weather",
        "ＧＰＴ－４ ｍｏｄｅｌ | gpt model",
        "gpt model | ＧＰＴ",
        "用GPT模型预测天气 | GPT 天气",
        "用GPT模型预测天气 | 模型预测天气",
        "今天，下雨。明天、晴 | 明天",
        "「天气」很好 | 天气",
        "价格是42元 | 42 元",
        "𠮷野家に行きました | 𠮷野家",
        "東京タワーへ行く | タワー",
        "ﾀﾜｰ | タワー",
        "오늘 날씨가 좋습니다 | 날씨",
        "오늘 날씨가 좋습니다 | 좋",
        "雨 | 雨",
        "read http://wiki.local/guide. | http://wiki.local/guide",
        "；http://wiki.local/guide；看 | http://wiki.local/guide",
        "Optional<Integer> n | integer",
        "order.total_price() | total_price",
        "order.total_price() | price",
        "10-24 | 24",
        "ben@mail.example | ben",
        "ben@mail.example | <ben@mail.example>",
        "input/output | output",
        "v3.7 | 7",
        "1e5f 6e8bc | 6e8bc",
        "café, naïve | CAFE NAIVE",
        "cafe naive | café naïve",
        "cafe\u0301 | caf\u00e9",
        "Straße, smørrebrød | STRASSE SMORREBROD",
        "ＡＢＣ１２３ | abc123",
        "ΟΔΟΣ | οδός",
        "ПРИВЕТ, мир | привет",
        "मैं हिन्दी में लिखता हूँ। | हिन्दी",
        "مرحبا، كيف الحال؟ | الحال",
        "ภาษาไทย | ไทย",
        "ພາສາລາວ | ລາວ",
        "ភាសាខ្មែរ | ខ្មែរ",
        "ジョン・スミス | スミス",
        "Ge\u00adsamt\u00adkon\u00adzept | Gesamtkonzept",
        "Gesamtkonzept | Ge\u00adsamtkonzept",
        "Auf\u200clage | Auflage",
        "micro\u2060service\ufeff | microservice",
        "cafe\u200d\u0301 | café",
        "⚠\ufe0fNote: 1\ufe0f\u20e3 first | note 1",
        "葛\udb40\udd00城市 | 葛城市",
        "ខ្ញុំ\u200bចង់\u200bទៅ | ខ្ញុំចង់ទៅ",
        "ខ្ញុំចង់ទៅ | ចង់\u200bទៅ",
        "ไทย\u200bแลนด์ | ยแลน",
        "foo\u200bbar | bar",
        "می\u200cخواهم | خواهم",
        "می\u200cخواهم | می\u200cخواهم",
        "র\u200d\u09cdয\u09beব | র\u09cdয\u09beব",
        "اسم\u200e\u200f | اسم",
      })
  void finds(String content, String query) throws SQLException {
    alice.change(SAY, content);

    assertThat(alice.column("select content from search_messages(?, 9)", query))
        .containsExactly(content);
    alice.change("update conversations set title = ? where id = 1", content);
    assertThat(alice.column("select title from search_conversations(?, 9)", query))
        .contains(content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // each pair is there, and they do not stand in a row
        "天气很好，气预，预报 | 天气预报",
        "今天，下雨 | 天下",
        "天 气 | 天气",
        "the weather | weather rain",
        "天气 rain | 天气 snow",
        "running | walk",
        "1e5abc | abc",
        "total_price | tot",
        "abc123 | 123",
        "foo\u200bbar | foobar",
        "天\u2009气 | 天气",
        "мой | мои",
      })
  void doesNotFind(String content, String query) throws SQLException {
    alice.change(SAY, content);
    alice.change("update conversations set title = ?", content);

    assertThat(alice.rows("select * from search_messages(?, 9)", query)).isEmpty();
    assertThat(alice.rows("select * from search_conversations(?, 9)", query)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "the", "of the and", "、。！", "'", "\\", "%", "😀", "-", "\t\n"})
  void aQueryWithoutWordsFindsNothing(String query) throws SQLException {
    alice.change(SAY, "the weather of 天气 ' \\ % 😀 - 、。！");

    assertThat(alice.rows("select * from search_messages(?, 9)", query)).isEmpty();
    assertThat(alice.rows("select * from search_conversations(?, 9)", query)).isEmpty();
  }

  @Test
  void aNullQueryFindsNothing() throws SQLException {
    assertThat(alice.rows("select * from search_messages(null, 9)")).isEmpty();
    assertThat(alice.rows("select * from search_conversations(null, 9)")).isEmpty();
  }

  /** The parameter is the seed. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void noInputIsAnError(long seed) throws SQLException {
    Random random = new Random(seed);
    String spice = "'\"\\:*&|!()<->天气𠮷'é ﷺ％＇＼a1./@#\u0001\u200d\u3099\ufe0f-_~`$^{}[]\u2028";
    int[] letters = spice.codePoints().toArray();
    for (int i = 0; i < 250; i++) {
      StringBuilder query = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        if (random.nextInt(6) == 0) {
          int any = 1 + random.nextInt(Character.MAX_CODE_POINT);
          query.appendCodePoint(Character.getType(any) == Character.SURROGATE ? 'x' : any);
        } else {
          query.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
      }
      for (String function : List.of("search_messages", "search_conversations")) {
        Outcome outcome =
            alice.attempt("select from %s(?, 9)".formatted(function), query.toString());
        assertThat(outcome.text()).as("%s, seed %d", query, seed).isEmpty();
      }
      assertThat(alice.attempt(SAY, query + " said").text())
          .as("%s, seed %d", query, seed)
          .isEmpty();
    }
  }

  /** Search looks for the beginning of a pasted document, and answers soon. */
  @Test
  void aLongQueryIsNoError() throws SQLException {
    String chinese =
        new Random(1)
            .ints(20_000, 0x4e00, 0x9fa5)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    alice.change(SAY, chinese);

    for (String query :
        List.of(
            chinese,
            chinese.replaceAll("(..)", "$1 "),
            "word ".repeat(20_000),
            "x".repeat(20_000),
            "ﷺ-".repeat(10_000))) {
      Outcome outcome =
          alice.attempt(
              "set local statement_timeout = '5s'; select from search_messages(?, 9)", query);
      assertThat(outcome.text()).isEmpty();
      assertThat(outcome.rows()).isEqualTo(query.charAt(0) == chinese.charAt(0) ? 1 : 0);
    }
  }

  /** Texts that are searched as they are stored, and those whose normal form is. */
  @Test
  void aRunStandsInATextWhereItStandsInItsNormalForm() throws SQLException {
    List<Object> differing =
        superuser.column(
            """
            select t
            from (
              select t
              from generate_series(1, 65535) as n,
                format('天%1$s气 %1$s天气%1$s预报', chr(case when n between 55296 and 57343 then 1 else n end)) as t
              union all
              select repeat('…', n) || '天气' from unnest(array[39998, 40000, 60000]) as n
            ) as texts (t),
              unnest(array['天气', '天气预报']) as run
            where contains_runs(t, array[run]) <> (strpos(search_text(t), run) > 0)
            """);

    assertThat(differing).isEmpty();
  }

  /** What is beyond the bound is left out at the end of a word, wherever the bound falls. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "some word ",
        "https://wiki.local/guide?page=42 ",
        "天气预报，",
        "天气GPT-4预报",
        "か゛ッ",
        "naïve e\u0301 ",
        "ﷺ ",
        "ไทย",
        "हिन्दी "
      })
  void aPassageIsFoundByItself(String part) throws SQLException {
    String passage = part.repeat(1 + 2000 / part.length());
    alice.change(SAY, passage);

    List<String> passages = new ArrayList<>();
    for (int before = 0; before < 40; before++) {
      passages.add(" ".repeat(before) + passage);
    }
    assertThat(
            alice.rows(
                "select from unnest(?) as passage, search_messages(passage, 9)",
                (Object) passages.toArray(String[]::new)))
        .hasSameSizeAs(passages);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 100})
  void pagesShowEveryHitOnceNewestFirst(int pageSize) throws SQLException {
    superuser.change(
        """
        insert into messages
          (conversation_id, user_id, sequence, idempotency_key, role, content, created_at)
        select 1, 2, n, gen_random_uuid(), 'user', '天气 weather ' || n,
          date_trunc('month', now()) + (n / 5) * interval '1 h'
        from generate_series(1, 33) as n
        """);
    superuser.change(
        """
        insert into conversations (user_id, provider_id, title, created_at)
        select 2, 1, '天气预报 weather ' || n, date_trunc('month', now()) + (n / 5) * interval '1 h'
        from generate_series(1, 33) as n
        """);
    for (String query : List.of("weather", "天气")) {
      assertThat(pages("search_messages", query, pageSize))
          .hasSize(33)
          .isEqualTo(superuser.column("select id from messages order by created_at desc, id desc"));
    }
    assertThat(pages("search_conversations", "weather 气预报", pageSize))
        .hasSize(33)
        .isEqualTo(
            superuser.column(
                "select id from conversations where title like '%气预报 weather%'"
                    + " order by created_at desc, id desc"));
  }

  private List<Object> pages(String function, String query, int pageSize) throws SQLException {
    List<Object> ids = new ArrayList<>();
    String call = "select id, created_at from " + function;
    List<List<Object>> page = alice.rows(call + "(?, ?)", query, pageSize);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(pageSize);
      page.forEach(row -> ids.add(row.get(0)));
      List<Object> last = page.get(page.size() - 1);
      page = alice.rows(call + "(?, ?, ?, ?)", query, pageSize, last.get(1), last.get(0));
    }
    return ids;
  }
}
