package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page of a database names all objects that a host finds in it, states the rights on its tables
 * as the catalog has them, and names nothing that does not exist. The page above the folders names
 * what databases share.
 */
class HeadPagesTest {

  private static final Map<LyssDatabase, SchemaNames> NAMES = new EnumMap<>(LyssDatabase.class);

  @BeforeAll
  static void look() {
    for (LyssDatabase kind : LyssDatabase.values()) {
      try (ThrowawayDatabase database = migrated(kind)) {
        NAMES.put(kind, SchemaNames.of(database, kind.defaultSchema()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePageHasAllNamesAndRightsOfTheDatabase(LyssDatabase database) {
    HeadPage page = HeadPage.of(database);
    assertThat(faults(page, database)).isEmpty();
    assertThat(page.text().lines()).hasSizeLessThanOrEqualTo(90);
  }

  @ParameterizedTest
  @EnumSource
  void areLinkedFromThePageAboveTheFolders(LyssDatabase database) {
    String folder = ownFolder(database).substring("io/lyss/schema/".length());
    assertThat(SqlFiles.readme()).contains("[%1$s](%1$s/README.md)".formatted(folder));
  }

  @ParameterizedTest
  @EnumSource
  void thePageAboveTheFoldersHasEverythingShared(LyssDatabase database) {
    Predicate<String> isShared = createdInSharedFolders(database)::contains;
    assertThat(HeadPage.ofWhatIsShared().forgotten(NAMES.get(database), isShared)).isEmpty();
  }

  @Test
  void thePageAboveTheFoldersHasNothingElse() {
    Predicate<String> isName =
        name -> NAMES.values().stream().anyMatch(database -> database.has(name));
    assertThat(HeadPage.ofWhatIsShared().invented(isName)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CHAT     | `add_summary`         | it                    | does not name add_summary
          CHAT     | `conversations`       | them                  | does not name conversations
          CHAT     | `conversation.purged` | that                  | does not name conversation.purged
          USER     | `tenant.              | `user.                | does not name tenant.
          SHARED   | `roles`               | them                  | does not name roles
          CHAT     | `add_summary`         | `add_a_summary`       | there is no add_a_summary;
          CHAT     | `add_summary`         | `conversations()`     | there is no conversations();
          CHAT     | `message_count`       | `messages_count`      | there is no messages_count;
          CHAT     | `message_count`       | `conversations.count` | there is no conversations.count;
          CHAT     | `sequence`            | `deleted`             | there is no deleted;
          CHAT     | `user.erased`         | `user.forgotten`      | there is no user.forgotten;
          USER     | `tenant.restored`     | `tenant.revived`      | there is no tenant.revived;
          CHAT     | `conversation:<id>`   | `chat:<id>`           | there is no chat:<id>;
          """)
  void noticesNames(LyssDatabase database, String name, String instead, String fault) {
    String text = HeadPage.of(database).text();
    assertThat(text).contains(name);
    assertThat(faults(new HeadPage(text.replace(name, instead)), database))
        .anySatisfy(f -> assertThat(f).contains(fault));
  }

  @Test
  void noticesRights() {
    String text = HeadPage.of(LyssDatabase.CHAT).text();
    String other = text.replace("| read, change | read, delete |", "| read | read |");
    assertThat(faults(new HeadPage(other), LyssDatabase.CHAT))
        .contains(
            "conversations: the page says read; read; read, add, change, delete,"
                + " the rights are read, change; read, delete; read, add, change, delete");
  }

  private static List<String> faults(HeadPage page, LyssDatabase database) {
    SchemaNames names = NAMES.get(database);
    Set<String> shared = createdInSharedFolders(database);
    List<String> faults = new ArrayList<>(page.forgotten(names, name -> !shared.contains(name)));
    faults.addAll(page.invented(names::has));
    return faults;
  }

  private static Set<String> createdInSharedFolders(LyssDatabase database) {
    return SqlFiles.inOrderOfApplication(database).stream()
        .filter(file -> !SqlFiles.location(database, file).equals(ownFolder(database)))
        .flatMap(file -> SqlFile.of(database, file).createdNames())
        .collect(Collectors.toSet());
  }

  private static String ownFolder(LyssDatabase database) {
    return database.locations().get(database.locations().size() - 1);
  }
}
