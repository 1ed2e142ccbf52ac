package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A word is found however it was typed, where people of its script see the same word. */
class ScriptsTest {

  /** Spellings of one word. */
  private static final List<List<String>> SAME =
      List.of(
          List.of("bệnh", decomposed("bệnh")),
          List.of("أحمد", decomposed("أحمد")),
          List.of("محمد", "ﻣﺤﻤﺪ"),
          List.of("한국어", decomposed("한국어")),
          List.of("데이터", decomposed("데이터")),
          List.of("データ", "ﾃﾞｰﾀ", decomposed("データ")),
          List.of("क़लम", decomposed("क़लम")),
          List.of("йод", decomposed("йод"), "ЙОД"),
          List.of("Straße", "STRASSE", "STRAẞE", "strasse"),
          List.of("Οδυσσεύς", "ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
          List.of("İstanbul", "istanbul", "ISTANBUL"),
          List.of("ışık", "IŞIK", "isik"),
          List.of("office", "oﬀice", "ＯＦＦＩＣＥ", "𝐨𝐟𝐟𝐢𝐜𝐞"),
          List.of("l'école", "l’école", "L'ECOLE"),
          List.of("3ℓ", "3l"),
          List.of("שלום", "שלו\u200fם"));

  /** Words that people tell apart, or that the page on texts says are told apart. */
  private static final List<List<String>> OTHERS =
      List.of(
          List.of("محمد", "محـــمد"),
          List.of("محمد", "مُحَمَّد"),
          List.of("שלום", "שָׁלוֹם"),
          List.of("١٢٣", "123"),
          List.of("१२३", "123"),
          List.of("елка", "ёлка"),
          List.of("が", "か"),
          List.of("한국", "조선"));

  @Test
  void theSpellingsOfAWordFindEachOther() {
    assertThat(meeting(SAME, false)).isEmpty();
  }

  @Test
  void otherWordsDoNot() {
    assertThat(meeting(OTHERS, true)).isEmpty();
  }

  private static String decomposed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD);
  }

  /** The pairs of each group, text first, of which the second finds the first, or does not. */
  private static List<String> meeting(List<List<String>> groups, boolean found) {
    List<String> pairs = new ArrayList<>();
    for (List<String> group : groups) {
      for (String text : group) {
        for (String query : group) {
          if (!text.equals(query)) {
            pairs.add("('" + quoted(text) + "', '" + quoted(query) + "')");
          }
        }
      }
    }
    try (ThrowawayDatabase database = TestDatabases.migrated()) {
      return TestDatabases.rows(
          database,
          """
          select t, q from (values %s) as pair (t, q)
          where coalesce(lyss_platform.search_vector('before ' || t || ' after') @@ lyss_platform.search_query(q), false) = %s
          """
              .formatted(String.join(", ", pairs), found));
    }
  }

  private static String quoted(String text) {
    return text.replace("'", "''");
  }
}
