package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which rows cannot be deleted, and which values are accepted. */
class RowsAndValuesTest {

  private static OwnedDatabase platform;
  private static Connection connection;
  private static Scoped superuser;

  @BeforeAll
  static void open() throws SQLException {
    platform = Platform.withOrganisation();
    connection = platform.superuser();
    superuser = Scoped.asLogin(connection);
  }

  @AfterAll
  static void close() throws SQLException {
    platform.close();
  }

  /** Rows that others refer to are not deleted. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delete from users where id = 5 | provider_configs_created_by_fk",
        "delete from provider_configs where id = 9 | check_only_org_providers_can_be_distributed",
        "delete from provider_configs where id = 5 | conversations_provider_id_fk",
      })
  void aRowThatOthersReferToCannotBeDeleted(String statement, String constraint)
      throws SQLException {
    Outcome outcome = superuser.attempt(statement);

    // PostgreSQL 18 distinguishes "restrict" from other foreign keys; 16 and 17 do not
    assertThat(outcome.sqlState()).as(outcome.text()).isIn("23503", "23001");
    assertThat(outcome.constraint()).isEqualTo(constraint);
  }

  /** Values that applications really store have to pass: password hashes, encrypted keys. */
  @ParameterizedTest
  @MethodSource("accepted")
  void wellFormedValuesAreAccepted(String statement) throws SQLException {
    assertThat(superuser.attempt(statement)).isEqualTo(Outcome.done(1));
  }

  static Stream<String> accepted() {
    Stream<String> hashes =
        Stream.of(
            "$2b$12$" + "aB./".repeat(13) + "a",
            "{bcrypt}$2a$10$" + "aB./".repeat(13) + "a",
            "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$" + "aB+/".repeat(10),
            "pbkdf2_sha256$600000$salt$" + "aB+/".repeat(10) + "=",
            "!");
    Stream<String> keys =
        Stream.of("aes-gcm:" + "aB+/".repeat(10) + "==", "kms:key-1:" + "aB+/".repeat(20));
    return Stream.concat(
        hashes.map("update users set hashed_password = '%s' where id = 3"::formatted),
        keys.map("update provider_configs set api_key = '%s' where id = 6"::formatted));
  }
}
