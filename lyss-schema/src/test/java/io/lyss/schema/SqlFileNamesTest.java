package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One object a file, found in one guess: its name is the object's, and its number says the kind.
 */
class SqlFileNamesTest {

  /** The numbers of repeatable files, as the README lists them. */
  private static final TreeSet<Integer> KINDS =
      Pattern.compile("^\\| (\\d{3}) \\|", Pattern.MULTILINE)
          .matcher(SqlFiles.readme())
          .results()
          .map(row -> Integer.valueOf(row.group(1)))
          .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);

  @ParameterizedTest
  @EnumSource
  void filesHoldWhatTheirNamesSay(LyssDatabase database) {
    assertThat(files(database).flatMap(file -> file.faults(kindOf(file)).stream())).isEmpty();
  }

  @Test
  void theSameThingHasTheSameNumberInAllDatabases() {
    Map<String, TreeSet<Integer>> numbers = new TreeMap<>();
    Arrays.stream(LyssDatabase.values())
        .flatMap(SqlFileNamesTest::files)
        .filter(file -> file.fileName().startsWith("R"))
        .forEach(
            file ->
                numbers.computeIfAbsent(file.name(), name -> new TreeSet<>()).add(file.number()));
    assertThat(numbers).hasSizeGreaterThan(150);
    assertThat(numbers.entrySet()).filteredOn(entry -> entry.getValue().size() > 1).isEmpty();
  }

  /** The number of a list of one kind, or a few after it for what needs another of that kind. */
  @ParameterizedTest
  @EnumSource
  void numbersAreThoseOfTheReadme(LyssDatabase database) {
    assertThat(files(database).filter(file -> file.fileName().startsWith("R")))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.number() - kindOf(file)).isBetween(0, 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          R__070_a.sql | create function b() language sql volatile | holds the function b
          R__070_a.sql | create function b() language sql volatile | does not hold a
          R__060_a.sql | create view a as                          | holds the view a
          R__050_a.sql | create function a()                       | holds the function a
          R__050_a.sql | create view b as                          | holds the view b
          R__070_a.sql | create trigger a on b execute function a  | holds the trigger a
          R__090_a.sql | create trigger b on c execute function a  | holds the trigger b
          R__090_updated_at.sql | create trigger update_a_updated_at on b execute function update_updated_at_column | holds the trigger
          R__090_append_only_a.sql | create trigger b on c execute function refuse_change | holds the trigger b
          R__100_policies_a.sql | create policy b on c for select to lyss_system   | holds the policy b
          R__100_policies_a.sql | create policy b on a for select to lyss_definer  | holds the policy b
          R__009_lyss_definer.sql | create policy b on a for select to lyss_system | holds the policy b
          R__110_grants.sql | create function a()                  | holds the function a
          R__110_grants.sql | create table a ()                    | holds the table a
          V100__a.sql | create table b ()                          | holds the table b
          V100__a.sql | create function b()                        | holds the function b
          V100__a.sql | create type b as (c integer)               | holds the type b
          R__070_a.sql | create type a as (c integer)              | holds the type a
          V100__a.sql | create domain b_c as integer               | holds the domain b_c
          R__070_a.sql | create domain a_c as integer              | holds the domain a_c
          V100__a.sql | create view a as                           | holds the view a
          R__070_a.sql | create function a()\\nlanguage sql            | whether its function is volatile
          R__060_a.sql | create function a()\\nlanguage sql volatile | that is 070 or 080
          R__070_a.sql | create function a()\\nlanguage sql stable   | that is 060
          """)
  void wrongNamesAreNoticed(String fileName, String sql, String fault) {
    SqlFile file = new SqlFile(fileName, sql.replace("\\n", "\n") + ";");
    assertThat(file.faults(kindOf(file))).anySatisfy(f -> assertThat(f).contains(fault));
  }

  /** The number of the list that says what a file holds; 0 for versioned files, which have none. */
  private static int kindOf(SqlFile file) {
    return file.fileName().startsWith("V") ? 0 : KINDS.floor(file.number());
  }

  private static Stream<SqlFile> files(LyssDatabase database) {
    return SqlFiles.inOrderOfApplication(database).stream()
        .map(fileName -> SqlFile.of(database, fileName));
  }
}
