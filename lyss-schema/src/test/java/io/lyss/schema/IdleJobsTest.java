package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs for which there is nothing to do, as on most days. */
class IdleJobsTest {

  /**
   * Counts the lock that jobs take before they delete for good, and that setting a legal hold waits
   * for.
   */
  private static final String AWAITS_HOLDS =
      """
      select count(*) from pg_locks
      where pid = pg_backend_pid() and locktype = 'advisory'
        and (classid::bigint << 32) + objid::bigint = hashtextextended(current_schema || ' legal holds', 0)
      """;

  @ParameterizedTest
  @EnumSource
  void holdUpNobodyWhoSetsALegalHold(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.with(kind, "");
        Connection connection = database.superuser()) {
      List<Object> jobs = Scoped.asLogin(connection).column("select name from maintenance");
      Scoped.asLogin(connection)
          .change("insert into jobs (name, keep) select name, interval '1 month' from maintenance");
      connection.setAutoCommit(false);
      List<String> ran = new ArrayList<>();
      for (String job = next(connection); job != null; job = next(connection)) {
        ran.add(job);
      }
      assertThat(ran)
          .containsExactlyInAnyOrderElementsOf(jobs.stream().map(j -> (String) j).toList());
    }
  }

  private static String next(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "set local role lyss_system; select set_config('app.system_reason', 'a test', true)");
      String job = null;
      try (ResultSet run = statement.executeQuery("select job, error from run_due_job()")) {
        if (run.next()) {
          job = run.getString("job");
          assertThat(run.getString("error")).as(job).isNull();
        }
      }
      try (ResultSet locks = statement.executeQuery(AWAITS_HOLDS)) {
        locks.next();
        assertThat(locks.getInt(1)).as("%s keeps holds from being set", job).isZero();
      }
      connection.commit();
      return job;
    }
  }
}
