package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What search finds, compared with a scan of the texts. Whoever searches for a run of letters or
 * digits finds the texts in which it stands between characters that are neither, English words in
 * any form; whoever searches for a part of a run of Chinese finds those that have it. What shows
 * nothing inside a word does not part it. The parameters of a test are the database and the seed of
 * the texts.
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

  private static final Pattern UNSEEN =
      Pattern.compile("[\\u00ad\\u200d\\u200e\\u2060\\ufe0f\\x{e0100}]");
  private static final Pattern BETWEEN_RUNS =
      Pattern.compile("(?<=[%1$s])\\u200b+(?=[%1$s])".formatted(UNSPACED + "ー"));

  private Searched searched;
  private Connection connection;
  private final Map<String, String> texts = new TreeMap<>();

  @ParameterizedTest
  @CsvSource({"PLATFORM, 1", "CHAT, 1", "MEMORY, 1", "PLATFORM, 2", "CHAT, 2", "MEMORY, 2"})
  @OneIn(6)
  void searchFindsWhatAScanFinds(Searched database, long seed) throws SQLException {
    searched = database;
    try (OwnedDatabase owned = OwnedDatabase.with(database.kind, database.seed);
        Connection superuser = owned.superuser();
        Statement statement = superuser.createStatement()) {
      Corpus corpus = new Corpus(seed);
      connection = superuser;
      statement.execute("set search_path = " + database.kind.defaultSchema() + ", pg_temp");
      connection.setAutoCommit(false);
      statement.execute(database.bind);
      rows(searched.store, corpus.texts(TEXTS)).forEach(row -> texts.put(row.get(0), row.get(1)));
      assertThat(texts).hasSize(TEXTS);
      connection.commit();
      statement.execute("analyze");
      statement.execute(database.bind);
      compare(corpus, new Random(seed));
      connection.rollback();
    }
  }

  private void compare(Corpus corpus, Random random) throws SQLException {
    Map<String, Set<String>> byWord = new TreeMap<>();
    Map<String, List<String>> runs = new HashMap<>();
    texts.forEach(
        (id, text) -> {
          all(WORDS, text)
              .forEach(word -> byWord.computeIfAbsent(word, w -> new HashSet<>()).add(id));
          runs.put(id, all(RUNS, text));
        });
    Map<String, String> stems = stems(byWord.keySet());
    Map<String, Set<String>> byStem = new HashMap<>();
    stems.forEach(
        (word, stem) ->
            byStem.computeIfAbsent(stem, s -> new HashSet<>()).addAll(byWord.get(word)));
    Map<String, Map<String, Set<String>>> kinds = new TreeMap<>();
    Map<String, Set<String>> letters = new TreeMap<>();
    Map<String, Set<String>> digits = new TreeMap<>();
    stems.forEach(
        (word, stem) -> (word.matches(".*[0-9].*") ? digits : letters).put(word, byStem.get(stem)));
    kinds.put("letters", letters);
    kinds.put("with digits", digits);
    Map<String, Set<String>> parts = new TreeMap<>();
    List<String> everyRun = runs.values().stream().flatMap(List::stream).toList();
    while (parts.size() < SEARCHES) {
      int[] run = everyRun.get(random.nextInt(everyRun.size())).codePoints().toArray();
      int from = random.nextInt(run.length);
      int length = 1 + random.nextInt(Math.min(12, run.length - from));
      String part = new String(run, from, length);
      Set<String> having = new TreeSet<>();
      runs.forEach(
          (id, each) -> {
            if (each.stream().anyMatch(one -> one.contains(part))) {
              having.add(id);
            }
          });
      parts.put(part, having);
    }
    kinds.put("parts of runs", parts);

    for (Map.Entry<String, Map<String, Set<String>>> kind : kinds.entrySet()) {
      List<String> asked = some(random, kind.getValue().keySet());
      Map<String, Set<String>> found = found(asked);
      List<String> wrong = new ArrayList<>();
      double hits = 0;
      double expected = 0;
      double shown = 0;
      for (String word : asked) {
        Set<String> right = kind.getValue().get(word);
        Set<String> both = new HashSet<>(found.get(word));
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
    Map<String, Set<String>> found = found(pasted);
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

  private Map<String, Set<String>> found(List<String> queries) throws SQLException {
    Map<String, Set<String>> found = new HashMap<>();
    queries.forEach(query -> found.put(query, new HashSet<>()));
    rows(searched.search, queries).forEach(row -> found.get(row.get(0)).add(row.get(1)));
    return found;
  }

  /** The stems of words; stop words have none. */
  private Map<String, String> stems(Set<String> words) throws SQLException {
    Map<String, String> stems = new TreeMap<>();
    rows(
            "select word, case when word ~ '^[a-z]+$'"
                + " then (ts_lexize('pg_catalog.english_stem', word))[1] else word end"
                + " from unnest(?) as word",
            words)
        .forEach(
            row -> {
              if (row.get(1) != null) {
                stems.put(row.get(0), row.get(1));
              }
            });
    return stems;
  }

  /** The first two columns of the rows that a statement makes of an array of texts. */
  private List<List<String>> rows(String sql, Collection<String> argument) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", argument.toArray()));
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(Arrays.asList(result.getString(1), result.getString(2)));
        }
      }
    }
    return rows;
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
    String seen = BETWEEN_RUNS.matcher(UNSEEN.matcher(text).replaceAll("")).replaceAll("");
    String apart = Normalizer.normalize(seen, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
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
