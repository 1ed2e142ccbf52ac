package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** DAOs use the same words for the same things, and a review sees each new word. */
class VocabularyTest {

  private static final Path PAGE = Path.of("../.github/CONTRIBUTING.md");
  private static final String SECTION = "## One way to change a row";

  /** Nouns, of one method each: they read what is computed, secret or of the server. */
  private static final Set<String> NOUNS =
      Set.of(
          "accessibleProviders",
          "activeUsers",
          "apiKey",
          "daily",
          "dailyOfAll",
          "divertedTo",
          "estimatedBloat",
          "expiredPartitions",
          "indexHealth",
          "lastSeal",
          "passwordHash",
          "priceList",
          "ranking",
          "ratingCounts",
          "reservationLag",
          "retentionPlan",
          "rows",
          "slowStatements",
          "tableHealth",
          "usersOf",
          "vacuumHolders");

  private static Set<String> words() throws IOException {
    // in a module of tests the page lies a folder further up
    Path page = Files.exists(PAGE) ? PAGE : Path.of("..").resolve(PAGE);
    String text = Files.readString(page);
    String section = text.substring(text.indexOf(SECTION));
    Matcher code =
        Pattern.compile("`([a-z]+)").matcher(section.substring(0, section.indexOf("\n## ", 1)));
    Set<String> words = new TreeSet<>();
    while (code.find()) {
      words.add(code.group(1));
    }
    return words;
  }

  @Test
  void theFirstWordOfEveryMethodOfADaoIsOneOfThePage() throws IOException {
    Set<String> words = words();
    TreeMap<String, List<String>> unknown = new TreeMap<>();
    Set<String> used = new TreeSet<>();
    for (JavaClass dao : ArchitectureTest.CLASSES) {
      if (dao.getSimpleName().endsWith("Dao") && dao.getModifiers().contains(JavaModifier.PUBLIC)) {
        dao.getMethods().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .map(method -> method.getName())
            .filter(name -> !NOUNS.contains(name))
            .forEach(
                name -> {
                  String word = name.replaceAll("[A-Z].*", "");
                  used.add(word);
                  if (!words.contains(word)) {
                    unknown
                        .computeIfAbsent(word, of -> new ArrayList<>())
                        .add(dao.getSimpleName() + "." + name);
                  }
                });
      }
    }
    assertThat(unknown).as("words that the page does not have").isEmpty();
    assertThat(used).hasSizeGreaterThan(40);
  }
}
