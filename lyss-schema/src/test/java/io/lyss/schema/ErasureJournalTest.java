package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.lyss.schema.platform.PlatformSubject;
import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who was erased after a backup was made is erased again after it is restored. A replay goes on
 * until nothing is left, so what never ends has to fail here.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ErasureJournalTest {

  @Parameter private Restricted<?> subject;
  @TempDir private Path directory;

  private Path file;
  private OwnedDatabase database;

  /** What was in the database before anybody was erased. */
  private OwnedDatabase backup;

  private String person;
  private String theirs;

  @BeforeEach
  void open() throws SQLException {
    file = directory.resolve("erasures");
    database = subject.open();
    backup = subject.open();
    boolean platform = subject instanceof PlatformSubject;
    person = platform ? "3" : "'" + Persona.ACME + "', '" + Persona.ANN_ID + "'";
    theirs =
        platform
            ? "user_id = 3"
            : "tenant_id = '%s' and user_id = '%s'".formatted(Persona.ACME, Persona.ANN_ID);
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
    backup.close();
  }

  private Scoped system(OwnedDatabase where) throws SQLException {
    return subject.asSystem(where.app(), "a test");
  }

  private void erase(OwnedDatabase where) throws SQLException {
    assertThat(system(where).value("select erased_at from erase_user(%s)".formatted(person)))
        .isNotNull();
  }

  private ErasureJournal journal(OwnedDatabase where) {
    return ErasureJournal.of(subject.database(), where.ownerDataSource());
  }

  private long unfinished(OwnedDatabase where) throws SQLException {
    return (long) system(where).value("select count(*) from erasures where erased_at is null");
  }

  private List<Finding> findings(OwnedDatabase where) {
    return LyssDoctor.of(subject.database(), where.appDataSource())
        .journal(file)
        .examine()
        .findings()
        .stream()
        .filter(finding -> finding.check().equals("erasures"))
        .toList();
  }

  @Test
  void aRestoredBackupIsFoundAndReplayed() throws SQLException {
    erase(database);
    assertThat(journal(database).append(file)).isEqualTo(1);
    assertThat(findings(database)).isEmpty();
    assertThat(findings(backup))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).startsWith("1 person is in the journal"));

    long before = unfinished(backup);
    List<Long> left = new ArrayList<>();
    assertThat(journal(backup).replay(file, left::add)).isEqualTo(1);

    assertThat(left)
        .isNotEmpty()
        .allSatisfy(count -> assertThat(count).isBetween(unfinished(backup), before + 1));
    assertThat(findings(backup)).isEmpty();
    assertThat(system(backup).value("select counts <> '{}' from erasures where " + theirs))
        .isEqualTo(true);
    assertThat(journal(backup).replay(file)).as("again").isZero();
  }

  @Test
  void anErasureIsInTheJournalOnce() throws SQLException, IOException {
    erase(database);
    journal(database).append(file);

    assertThat(journal(database).append(file)).isZero();
    assertThat(Files.readAllLines(file)).hasSize(1);

    erase(database);
    assertThat(journal(database).append(file)).as("erased once more").isEqualTo(1);
    assertThat(findings(database)).isEmpty();
  }

  /** The first erasure is in the backup, and the person came back and was erased again. */
  @Test
  void anEarlierErasureDoesNotCount() throws SQLException {
    erase(backup);
    erase(database);
    journal(database).append(file);

    assertThat(findings(backup)).hasSize(1);
    assertThat(journal(backup).replay(file)).isEqualTo(1);
    assertThat(findings(backup)).isEmpty();
  }

  @Test
  void aLegalHoldKeepsAPersonMissing() throws SQLException {
    erase(database);
    journal(database).append(file);
    system(backup).rows("select from set_legal_hold(%s, 'case 12')".formatted(person));

    journal(backup).replay(file, left -> fail("nothing is done"));
    assertThat(findings(backup)).hasSize(1);

    system(backup).value("select end_legal_hold(%s)".formatted(person));
    journal(backup).replay(file);
    assertThat(findings(backup)).isEmpty();
  }

  /** It is tried again after an hour, and not at once and for ever. */
  @Test
  void anErasureThatFailsEndsTheReplayAndIsNamed() throws SQLException {
    erase(database);
    journal(database).append(file);
    Scoped superuser = Scoped.asLogin(backup.superuser());
    superuser.change(
        """
        create function refuse_end() returns trigger language plpgsql as $$
        begin
          raise exception 'the host keeps a row';
        end $$;
        create trigger refuse_end before update on erasures
          for each row when (new.erased_at is not null) execute function refuse_end()
        """);

    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> journal(backup).replay(file))
        .withStackTraceContaining("erasing fails")
        .withStackTraceContaining("the host keeps a row");

    superuser.change("drop trigger refuse_end on erasures");
    superuser.change("update erasures set failed_at = failed_at - interval '2 hours'");
    journal(backup).replay(file);
    assertThat(findings(backup)).isEmpty();
  }

  @Test
  void whereNobodyWasErasedTheJournalIsThereAndEmpty() throws IOException {
    assertThat(journal(database).append(file)).isZero();
    assertThat(file).isEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(journal(backup).missing(file)).isZero();
    assertThat(journal(backup).replay(file)).isZero();
  }

  @Test
  void aFileThatIsNoJournalIsRefusedBeforeAnythingIsDone() throws SQLException, IOException {
    erase(database);
    journal(database).append(file);
    Files.writeString(file, "lyss'; drop schema x\n", StandardOpenOption.APPEND);

    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> journal(backup).replay(file))
        .withMessageContaining("no line of a journal");
    assertThat(system(backup).rows("select from erasures where " + theirs)).isEmpty();
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(() -> journal(backup).missing(directory.resolve("none")))
        .withMessageContaining("cannot be read");
  }

  /** In the platform database an id is given again, if the backup is older than the user. */
  @Test
  void anIdOfALaterUserIsNotErasedInThePlatformDatabase() throws IOException {
    String user = subject instanceof PlatformSubject ? "4711" : UUID.randomUUID().toString();
    String tenant = subject instanceof PlatformSubject ? "-" : Persona.ACME;
    Files.writeString(
        file,
        "%s %s %s 2999-01-01T00:00:00Z\nlyss_other %2$s %3$s 2999-01-01T00:00:00Z\n"
            .formatted(subject.schema(), tenant, user));

    assertThat(journal(backup).missing(file)).isEqualTo(subject instanceof PlatformSubject ? 0 : 1);
    Files.writeString(file, "%s - 3 1999-01-01T00:00:00Z\n".formatted("lyss_platform"));
    assertThat(journal(backup).missing(file)).as("somebody else has the id now").isZero();
  }
}
