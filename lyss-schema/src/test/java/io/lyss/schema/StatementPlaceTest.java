package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which line a failure names. */
class StatementPlaceTest {

  private static final String FILE =
      """
      -- A role.
      set local role lyss_definer;

      select 1; /* or */ select 12;
      create function f() returns void language sql
      as 'select 1';
      set local role lyss_definer
      ;
      select 1
      """;

  @Test
  void aStatementIsFoundBehindItsComments() {
    assertThat(StatementPlace.of(FILE, "\n-- A role.\nset local role lyss_definer\n"))
        .isEqualTo(new StatementPlace("set local role lyss_definer", List.of(2, 7)));
    assertThat(StatementPlace.of(FILE, " /* or */ select 12"))
        .isEqualTo(new StatementPlace("select 12", List.of(4)));
  }

  @Test
  void equalStatementsAreAllNamedAndPartsOfOthersAreNot() {
    assertThat(StatementPlace.of(FILE, "select 1").lines()).containsExactly(4, 9);
    assertThat(StatementPlace.of(FILE, "select 1").text()).isEqualTo("line 4 or 9");
    assertThat(new StatementPlace("", List.of(1, 2, 3)).text()).isEqualTo("line 1, 2 or 3");
    assertThat(new StatementPlace("", List.of(7)).text()).isEqualTo("line 7");
  }

  @Test
  void statementsOfOtherFilesHaveNoPlace() {
    assertThat(StatementPlace.of(FILE, "select 2")).isNull();
    assertThat(StatementPlace.of(FILE, "-- nothing")).isNull();
  }

  @Test
  void aStatementThatWasCutOffIsFound() {
    String statement = "select '" + "x".repeat(3000) + "'";
    assertThat(StatementPlace.of("select 1;\n" + statement + ";", statement.substring(0, 1023)))
        .extracting(StatementPlace::lines)
        .isEqualTo(List.of(2));
  }
}
