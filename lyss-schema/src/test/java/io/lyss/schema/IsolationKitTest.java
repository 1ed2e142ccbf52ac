package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.isolation.IsolationReport;
import io.lyss.schema.isolation.LyssIsolation;
import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a host may run against its database is run against ours. */
class IsolationKitTest {

  @ParameterizedTest
  @MethodSource("io.lyss.schema.Restricted#all")
  @OneIn(6)
  void nobodyLearnsOfOthersOrChangesWhatIsTheirs(Restricted<?> subject) throws SQLException {
    try (OwnedDatabase database = subject.open().hashingQuickly()) {
      IsolationReport report =
          LyssIsolation.of(subject.database(), database.superuserDataSource()).probe();
      assertThat(report.findings()).isEmpty();
      assertThat(report.probes()).isGreaterThan(3000);
      assertThat(report.notProbed()).noneMatch(line -> line.contains("seconds"));
    }
  }
}
