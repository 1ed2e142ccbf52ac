package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The comment of an index says what it serves, or what it keeps unique, in names that exist. That
 * it is used is tested where the calls are, in the catalogues of lyss-dao.
 */
class IndexCommentsTest {

  private static final Pattern INDEX =
      Pattern.compile("((?:^--.*\\n)*)^create (?:unique )?index (\\w+)", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("\\b[a-z]+(?:_[a-z]+)+\\b");

  /** What stands above the statement that makes an index, by the name of the index. */
  static Map<String, String> of(LyssDatabase database) {
    return indexes(database)
        .collect(
            Collectors.toMap(
                index -> index.group(2),
                index -> index.group(1).replaceAll("(?m)^-- ?", "").replace('\n', ' ').strip(),
                (first, later) -> later));
  }

  private static Stream<MatchResult> indexes(LyssDatabase database) {
    return SqlFiles.inOrderOfApplication(database).stream()
        .flatMap(file -> INDEX.matcher(SqlFiles.read(database, file)).results());
  }

  @ParameterizedTest
  @EnumSource
  void everyIndexSaysWhatItServes(LyssDatabase database) {
    assertThat(indexes(database))
        .isNotEmpty()
        .allSatisfy(
            index ->
                assertThat(index.group(1))
                    .as(index.group(2))
                    .containsPattern("\\bserves: |^-- keeps .* unique"));
  }

  @ParameterizedTest
  @EnumSource
  @OneIn(3)
  void everyNameInTheCommentOfAnIndexExists(LyssDatabase database) {
    try (ThrowawayDatabase migrated = TestDatabases.migrated(database)) {
      SchemaNames names = SchemaNames.of(migrated, database.defaultSchema());
      assertThat(indexes(database))
          .allSatisfy(
              index ->
                  assertThat(NAME.matcher(index.group(1)).results().map(MatchResult::group))
                      .as(index.group(2))
                      .allMatch(names::has));
    }
  }
}
