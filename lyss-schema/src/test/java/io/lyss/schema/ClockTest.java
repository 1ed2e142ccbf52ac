package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The functions that return the time cost nothing, and only the owner can replace them. */
@OneIn(2)
class ClockTest {

  private static final String ROLE = "select set_config('role', '%s', true)";

  @Test
  void thePlannerPutsTheBodyInThePlaceOfTheCall() throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.PROVIDER);
        Connection app = database.app()) {
      for (String role : List.of("authenticated_users", "lyss_system")) {
        List<Object> plan =
            new Scoped(app, ROLE.formatted(role)) {}.column(
                "explain (verbose, costs off) select status from user_token_details");
        assertThat(plan)
            .map(String::valueOf)
            .anyMatch(line -> line.contains("statement_timestamp()"))
            .noneMatch(line -> line.contains("statement_time()"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @OneIn(6)
  void nobodyWhoWorksInAScopeReplacesThem(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.empty(kind);
        Connection app = database.app();
        Connection owner = database.owner()) {
      for (String function : List.of("statement_time", "wall_time")) {
        String replace =
            "create or replace function %s.%s() returns timestamptz language sql return current_date"
                .formatted(kind.defaultSchema(), function);
        for (String role : List.of("none", "authenticated_users", "lyss_system")) {
          assertThat(new Scoped(app, ROLE.formatted(role)) {}.attempt(replace).sqlState())
              .as("%s as %s", function, role)
              .isEqualTo(Outcome.DENIED);
        }
        assertThat(new Scoped(owner, ROLE.formatted("none")) {}.attempt(replace).sqlState())
            .as("%s as the owner", function)
            .isEmpty();
      }
    }
  }
}
