package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.schema.isolation.LyssIsolation;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.Standby;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What a DBA runs against a standby: what reads answers as on the primary, all else says why not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(4)
class StandbyTest {

  private static final LyssDatabase KIND = LyssDatabase.USER;
  private static final UUID TENANT = UUID.fromString("01a20000-0000-7000-8000-000000000001");

  @TempDir private Path folder;
  private ThrowawayPostgres server;
  private Standby standby;
  private ThrowawayDatabase primary;
  private PGSimpleDataSource replica;

  @BeforeAll
  void start() {
    server = ThrowawayPostgres.replicating();
    primary = server.database();
    LyssMigrator.of(KIND, primary.dataSource()).migrate();
    primary.execute(
        "insert into lyss_user.tenants (id, name, slug, status) values ('%s', 'T', 't', 'suspended')"
            .formatted(TENANT));
    standby = new Standby(server);
    standby.catchUp();
    replica = new PGSimpleDataSource();
    replica.setUrl(standby.jdbcUrl(primary.name()));
    replica.setUser(primary.adminUser());
    replica.setPassword(primary.adminPassword());
  }

  @AfterAll
  void stop() throws Exception {
    standby.close();
    server.close();
  }

  @Test
  void whatReadsAnswersAsOnThePrimary() {
    assertThatCode(() -> LyssMigrator.of(KIND, replica).validate()).doesNotThrowAnyException();
    assertThat(LyssMigrator.of(KIND, replica).info())
        .isEqualTo(LyssMigrator.of(KIND, primary.dataSource()).info());
    assertThat(LyssDoctor.of(KIND, replica).examine())
        .isEqualTo(LyssDoctor.of(KIND, primary.dataSource()).examine());
    assertThat(LyssBackup.of(KIND, replica).rows())
        .isEqualTo(LyssBackup.of(KIND, primary.dataSource()).rows());
    assertThat(LyssHealth.of(KIND, replica).read())
        .extracting(HealthSection::unseen)
        .isEqualTo(
            LyssHealth.of(KIND, primary.dataSource()).read().stream()
                .map(HealthSection::unseen)
                .toList());
  }

  @Test
  void whatWritesSaysThatTheServerOnlyReads() {
    assertRefused(
        "only reads", () -> LyssMaintenance.of(KIND, replica).runDue(Duration.ZERO, run -> {}));
    assertRefused(
        "only reads", () -> LyssTenants.of(KIND, replica).exportTo(TENANT, folder.resolve("a")));
    assertThatThrownBy(() -> LyssIsolation.of(KIND, replica).probe())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Isolation is not probed here: this server only reads")
        .hasMessageContaining("Name the primary")
        .hasNoCause();
    assertRefused("is a standby", () -> LyssMigrator.of(KIND, replica).migrate());
  }

  private static void assertRefused(String why, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOf(LyssMigrationException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("Name the primary");
  }
}
