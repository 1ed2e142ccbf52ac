package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts are compared, folded and searched alike, whatever the locale of the database. */
@OneIn(3)
class LocalesTest {

  private static final String C = "C";
  private static final String TURKISH = "icu:tr-TR";

  private static final List<String> TEXTS =
      List.of(
          "ПРИВЕТ, мир",
          "INVOICE invoice",
          "İSTANBUL ılık",
          "STRASSE straße",
          "ΟΔΟΣ ὈΔΌΣ",
          "ＡＢＣ ﾀﾜｰ",
          "Ünïcödé ÅNGSTRÖM Å",
          "हिन्दी में",
          "ไทยแลนด์ ๑๒",
          "ລາວ ខ្មែរ မြန်မာ",
          "天气预报 ヴァ か゛",
          "مَرْحَبًا، سلام؟",
          "שָׁלוֹם־עולם",
          "1e5f 0x1F v3.7 a_b",
          "ǅ ǰ J̌ ẞ");

  @Test
  void functionsAnswerTheSame() {
    List<String> usual = folded("C.UTF-8");
    assertThat(folded(C)).isEqualTo(usual);
    assertThat(folded(TURKISH)).isEqualTo(usual);
  }

  private static List<String> folded(String locale) {
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().databaseIn(locale)) {
      TestDatabases.prepare(LyssDatabase.MEMORY, database.dataSource());
      return TEXTS.stream()
          .flatMap(
              text ->
                  TestDatabases.rows(
                      database,
                      """
                      select lyss_memory.fold_case(t), lyss_memory.trim_blank(t),
                        lyss_memory.memory_hash(t), lyss_memory.search_text(t),
                        lyss_memory.search_vector(t), lyss_memory.search_query(t),
                        lyss_memory.search_runs(t)
                      from (values ('%s')) as text (t)
                      """
                          .formatted(text))
                      .stream())
          .toList();
    }
  }

  /** Each file is applied, and what it makes is what was shipped, in any locale. */
  @ParameterizedTest
  @ValueSource(strings = {C, TURKISH})
  @Whole("functionsAnswerTheSame migrates one database in each")
  void everyDatabaseMigrates(String locale) {
    try (ThrowawayDatabase database = ThrowawayPostgres.shared().databaseIn(locale)) {
      for (LyssDatabase each : LyssDatabase.values()) {
        TestDatabases.prepare(each, database.dataSource());
        LyssMigrator.of(each, database.dataSource()).validate();
      }
      database.execute(
          """
          set search_path = lyss_user;
          insert into tenants (id, name, slug) values (gen_random_uuid(), 'x', 'x');
          insert into users (tenant_id, id, email, password_hash)
          select id, gen_random_uuid(), 'IVAN@MAIL.EXAMPLE', '!' from tenants;
          """);
      assertThat(TestDatabases.rows(database, "select email_lower from lyss_user.users"))
          .containsExactly("ivan@mail.example");
    }
  }

  /** Every invisible character counts as blank, and no visible one does. */
  @Test
  void blankIsWhatShowsNothing() {
    try (ThrowawayDatabase database = TestDatabases.migrated()) {
      String blank =
          IntStream.rangeClosed(1, 0xffff)
              .filter(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || hides(c))
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String shown = "a.天\ud83d\ude00'";

      assertThat(trimmed(database, blank)).containsExactly("");
      assertThat(trimmed(database, blank + shown + blank + shown + blank))
          .containsExactly(shown + blank + shown);
    }
  }

  /**
   * A text is blank if nothing visible is in it, wherever it stands; a character that shows nothing
   * makes no text with a visible one blank.
   */
  @Test
  void aTextIsBlankIfNothingVisibleIsLeft() {
    String invisible =
        IntStream.rangeClosed(1, 0xe0fff)
            .filter(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || isIgnorable(c))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    try (ThrowawayDatabase database = TestDatabases.migrated()) {
      assertThat(
              TestDatabases.rows(
                  database,
                  """
                  with code (c, invisible) as (
                    select c, c = any ('{%s}') from generate_series(1, x'1ffff'::int) as c
                    where c not between x'd800'::int and x'dfff'::int
                    union all
                    select c, true from generate_series(x'e0000'::int, x'e0fff'::int) as c
                  )
                  select to_hex(c) from code
                  where lyss_platform.not_blank(chr(c)) = invisible
                    or lyss_platform.not_blank(U&'\\3000\\FE0F' || chr(c) || U&'\\FE0E ') = invisible
                    or invisible and lyss_platform.is_trimmed(chr(c))
                    or invisible and not lyss_platform.not_blank(chr(c) || U&'\\5929' || chr(c))
                  """
                      .formatted(invisible)))
          .isEmpty();
      // an emoji with its selector, and a flag of tags
      assertThat(
              TestDatabases.rows(
                  database,
                  """
                  select lyss_platform.is_trimmed('x ' || U&'\\2764\\FE0F'),
                    lyss_platform.is_trimmed(U&'\\+01F3F4\\+0E0067\\+0E0062\\+0E007F')
                  """))
          .containsExactly("t|t");
    }
  }

  /** What constraints ask says what trimming would, whatever stands at the ends. */
  @Test
  void theQuickChecksSayWhatTrimmingWould() {
    try (ThrowawayDatabase database = TestDatabases.migrated()) {
      assertThat(
              TestDatabases.rows(
                  database,
                  """
                  select to_hex(c) || ' in ' || quote_literal(t)
                  from generate_series(1, x'3200'::int) as c,
                    unnest(array[
                      chr(c), chr(c) || 'a', 'a' || chr(c), 'a' || chr(c) || 'b', '天' || chr(c)
                    ]) as t
                  where lyss_platform.is_trimmed(t)
                    is distinct from (lyss_platform.trim_blank(t) = t and lyss_platform.not_blank(t))
                  """))
          .isEmpty();
    }
  }

  // controls and what only directs or joins others
  private static boolean hides(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || c >= 0x200b && c <= 0x200f
        || c >= 0x202a && c <= 0x202e
        || c >= 0x2060 && c <= 0x2064
        || c >= 0x2066 && c <= 0x206f
        || c == 0xfeff
        || c == 0xad
        || c == 0x180e
        || c == 0x3164
        || c == 0x2800;
  }

  // what Unicode says shows nothing: its property Default_Ignorable_Code_Point, with the characters
  // around it
  private static boolean isIgnorable(int c) {
    return hides(c)
        || c == 0x34f
        || c == 0x61c
        || c == 0x115f
        || c == 0x1160
        || c == 0x17b4
        || c == 0x17b5
        || c >= 0x180b && c <= 0x180f
        || c == 0x2065
        || c >= 0xfe00 && c <= 0xfe0f
        || c == 0xffa0
        || c >= 0xfff0 && c <= 0xfffb
        || c >= 0x1bca0 && c <= 0x1bca3
        || c >= 0x1d173 && c <= 0x1d17a
        || c >= 0xe0000;
  }

  private static List<String> trimmed(ThrowawayDatabase database, String text) {
    return TestDatabases.rows(
        database, "select lyss_platform.trim_blank('%s')".formatted(text.replace("'", "''")));
  }
}
