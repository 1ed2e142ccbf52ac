package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What search finds, compared with a scan of the texts. Whoever searches for a run of letters or
 * digits finds the texts in which it stands between characters that are neither, English words in
 * any form; whoever searches for a part of a run of Chinese finds those that have it. The parameter
 * of a test is the seed of the texts.
 */
class SearchAgainstScanTest {

  private static final int TEXTS = 900;
  private static final int SEARCHES = 700;

  private static final String UNSPACED =
      Stream.of("Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao", "Khmer", "Myanmar")
          .map("\\p{Is%s}"::formatted)
          .reduce("", String::concat);
  private static final Pattern WORDS =
      Pattern.compile("[[\\p{L}\\p{M}\\p{Nd}]&&[^" + UNSPACED + "ー]]+");
  private static final Pattern RUNS = Pattern.compile("[[\\p{L}\\p{M}]&&[" + UNSPACED + "ー]]+");

  private OwnedDatabase platform;
  private Scoped alice;
  private final Map<Long, String> texts = new TreeMap<>();

  @BeforeEach
  void open() throws SQLException {
    platform = Platform.withOrganisation();
    Connection app = platform.app();
    alice = Scoped.asUser(app, ALICE);
  }

  @AfterEach
  void close() throws SQLException {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  @OneIn(3)
  void searchFindsWhatAScanFinds(long seed) throws SQLException {
    Corpus corpus = new Corpus(seed);
    Scoped.asLogin(platform.superuser()).change("delete from messages");
    List<String> made = corpus.texts(TEXTS);
    alice
        .rows(
            """
            select m.id, m.content
            from unnest(?) with ordinality as t (text, number)
            cross join lateral append_messages(
              1, array[gen_random_uuid()], array['user'], array[t.text], array['{}'::jsonb]) as m
            order by t.number
            """,
            (Object) made.toArray(String[]::new))
        .forEach(row -> texts.put((Long) row.get(0), (String) row.get(1)));

    Map<String, Set<Long>> byWord = new TreeMap<>();
    Map<Long, List<String>> runs = new HashMap<>();
    texts.forEach(
        (id, text) -> {
          all(WORDS, text)
              .forEach(word -> byWord.computeIfAbsent(word, w -> new HashSet<>()).add(id));
          runs.put(id, all(RUNS, text));
        });
    Map<String, String> stems = stems(byWord.keySet());
    Map<String, Set<Long>> byStem = new HashMap<>();
    stems.forEach(
        (word, stem) ->
            byStem.computeIfAbsent(stem, s -> new HashSet<>()).addAll(byWord.get(word)));
    Random random = new Random(seed);
    Map<String, Map<String, Set<Long>>> kinds = new TreeMap<>();
    Map<String, Set<Long>> letters = new TreeMap<>();
    Map<String, Set<Long>> digits = new TreeMap<>();
    stems.forEach(
        (word, stem) -> (word.matches(".*[0-9].*") ? digits : letters).put(word, byStem.get(stem)));
    kinds.put("letters", letters);
    kinds.put("with digits", digits);
    Map<String, Set<Long>> parts = new TreeMap<>();
    List<String> everyRun = runs.values().stream().flatMap(List::stream).toList();
    while (parts.size() < SEARCHES) {
      int[] run = everyRun.get(random.nextInt(everyRun.size())).codePoints().toArray();
      int from = random.nextInt(run.length);
      int length = 1 + random.nextInt(Math.min(5, run.length - from));
      String part = new String(run, from, length);
      Set<Long> having = new TreeSet<>();
      runs.forEach(
          (id, each) -> {
            if (each.stream().anyMatch(one -> one.contains(part))) {
              having.add(id);
            }
          });
      parts.put(part, having);
    }
    kinds.put("parts of runs", parts);

    for (Map.Entry<String, Map<String, Set<Long>>> kind : kinds.entrySet()) {
      List<String> asked = some(random, kind.getValue().keySet());
      Map<String, Set<Long>> found = found(asked);
      List<String> wrong = new ArrayList<>();
      double hits = 0;
      double expected = 0;
      double shown = 0;
      for (String word : asked) {
        Set<Long> right = kind.getValue().get(word);
        Set<Long> both = new HashSet<>(found.get(word));
        both.retainAll(right);
        hits += both.size();
        expected += right.size();
        shown += found.get(word).size();
        if (!found.get(word).equals(right)) {
          wrong.add(word);
        }
      }
      assertThat(asked).as(kind.getKey()).hasSizeGreaterThan(200);
      assertThat(hits / expected).as("recall: %s, %s", kind.getKey(), wrong).isGreaterThan(0.999);
      assertThat(hits / shown).as("precision: %s, %s", kind.getKey(), wrong).isGreaterThan(0.999);
    }

    List<String> pasted = some(random, new TreeSet<>(corpus.whole()));
    Map<String, Set<Long>> found = found(pasted);
    for (String name : pasted) {
      Pattern standing =
          Pattern.compile("(?<![\\p{L}\\p{Nd}])" + Pattern.quote(name) + "(?![\\p{L}\\p{Nd}])");
      texts.forEach(
          (id, text) -> {
            // most texts do not have the name: that is seen sooner without the pattern
            if (text.contains(name) && standing.matcher(text).find()) {
              assertThat(found.get(name)).as("%s in %s", name, text).contains(id);
            }
          });
    }
  }

  private Map<String, Set<Long>> found(List<String> queries) throws SQLException {
    Map<String, Set<Long>> found = new HashMap<>();
    queries.forEach(query -> found.put(query, new HashSet<>()));
    alice
        .rows(
            "select query, id from unnest(?) as query, search_messages(query, 100000)",
            (Object) queries.toArray(String[]::new))
        .forEach(row -> found.get(String.valueOf(row.get(0))).add((Long) row.get(1)));
    return found;
  }

  /** The stems of words; stop words have none. */
  private Map<String, String> stems(Set<String> words) throws SQLException {
    Map<String, String> stems = new TreeMap<>();
    alice
        .rows(
            "select word, case when word ~ '^[a-z]+$'"
                + " then (ts_lexize('pg_catalog.english_stem', word))[1] else word end"
                + " from unnest(?) as word",
            (Object) words.toArray(String[]::new))
        .forEach(
            row -> {
              if (row.get(1) != null) {
                stems.put((String) row.get(0), (String) row.get(1));
              }
            });
    return stems;
  }

  private static List<String> some(Random random, Set<String> all) {
    List<String> some = new ArrayList<>(all);
    Collections.shuffle(some, random);
    return some.subList(0, Math.min(SEARCHES, some.size()));
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(normal(text)).results().map(MatchResult::group).toList();
  }

  private static String normal(String text) {
    String apart = Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    String plain =
        apart
            .replaceAll("([a-zα-ω])[\\u0300-\\u036f]+", "$1")
            .replace("ß", "ss")
            .replace("æ", "ae")
            .replace("ø", "o")
            .replace("ς", "σ");
    return Normalizer.normalize(plain, Normalizer.Form.NFKC);
  }
}
