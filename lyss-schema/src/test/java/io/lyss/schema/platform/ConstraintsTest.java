package io.lyss.schema.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.Outcome;
import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tables refuse to everybody: tested as a superuser, whom no policy restricts. */
class ConstraintsTest {

  /** All other columns refuse null. */
  private static final Set<String> NULLABLE =
      Set.of(
          "provider_configs.api_base_url",
          "usage_statistics.conversation_id",
          "usage_statistics.cost",
          "usage_statistics.request_id",
          "usage_statistics.model",
          "usage_statistics.price_id",
          "usage_statistics.currency",
          "usage_statistics.time_to_first_token_ms",
          "usage_statistics.duration_ms",
          "usage_adjustments.price_id",
          "usage_adjustments.currency",
          "usage_quarter_hours.model",
          "usage_quarter_hours.currency",
          "usage_days.model",
          "usage_days.currency",
          "usage_totals.model",
          "usage_totals.currency",
          "usage_of_providers.currency",
          "usage_watermark.refreshed_at",
          "model_prices.effective_to",
          "audit_logs.user_id",
          "audit_logs.resource_id",
          "audit_logs.ip_address",
          "audit_logs.user_agent");

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

  static Stream<Violation> violations() {
    return Violation.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("violations")
  void aStatementThatBreaksAConstraintIsRefusedByIt(Violation violation) throws SQLException {
    Outcome outcome = superuser.attempt(violation.before() + ";" + violation.statement());

    assertThat(outcome.sqlState()).as(outcome.text()).isEqualTo(violation.sqlState());
    assertThat(
            superuser.value(
                "select coalesce((select inhparent::regclass::text from pg_inherits"
                    + " where inhrelid = to_regclass(?)), ?)",
                outcome.constraint(),
                outcome.constraint()))
        .as("the constraint, or the index whose partition it is")
        .isEqualTo(violation.constraint());
  }

  /** So each constraint is needed, and no statement that tests it is refused by another one. */
  @ParameterizedTest
  @MethodSource("violations")
  void eachStatementPassesWithoutItsConstraint(Violation violation) throws SQLException {
    Outcome outcome =
        superuser.attempt(
            violation.before() + ";" + drop(violation.constraint()) + ";" + violation.statement());

    assertThat(outcome.text()).isEmpty();
  }

  @Test
  void everyConstraintAndUniqueIndexHasAStatementThatBreaksIt() throws SQLException {
    Set<String> broken =
        Violation.ALL.stream()
            .map(Violation::constraint)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(broken).containsExactlyElementsOf(constraintsAndUniqueIndexes());
  }

  /**
   * Of tables, without their partitions (which inherit them) and the migrator's own history. A
   * materialized view cannot break its index, as nobody writes to it.
   */
  private static Set<String> constraintsAndUniqueIndexes() throws SQLException {
    return new TreeSet<>(
        superuser
            .column(
                """
                with tables as (
                  select oid from pg_class
                  where relnamespace = to_regnamespace(?) and relkind in ('r', 'p')
                    and not relispartition and relname <> 'lyss_schema_history'
                )
                select conname::text from pg_constraint
                where conrelid in (table tables) and contype in ('c', 'f', 'u', 'x')
                union
                select c.relname::text from pg_index as i join pg_class as c on c.oid = i.indexrelid
                where i.indrelid in (table tables) and (i.indisunique or i.indisexclusion)
                  and not i.indisprimary
                """,
                Platform.SCHEMA)
            .stream()
            .map(String::valueOf)
            .toList());
  }

  @Test
  void everyColumnButAFewRefusesNull() throws SQLException {
    List<List<Object>> columns =
        superuser.rows(
            """
            select c.relname::text, a.attname::text
            from pg_class as c join pg_attribute as a on a.attrelid = c.oid
            where c.relnamespace = to_regnamespace(?) and c.relkind in ('r', 'p')
              and not c.relispartition and c.relname <> 'lyss_schema_history'
              and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
            """,
            Platform.SCHEMA);
    Set<String> accepting = new TreeSet<>();
    for (List<Object> column : columns) {
      // "replica": no trigger gets in the way, constraints stay
      Outcome outcome =
          superuser.attempt(
              "set local session_replication_role = replica; update %s set %s = null"
                  .formatted(column.toArray()));
      if (outcome.sqlState().isEmpty()) {
        accepting.add(column.get(0) + "." + column.get(1));
      } else {
        assertThat(outcome.sqlState()).as(column + " " + outcome.text()).isEqualTo("23502");
      }
    }

    assertThat(accepting).isEqualTo(new TreeSet<>(NULLABLE));
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

    // PostgreSQL 18 tells "restrict" from other foreign keys; 16 and 17 do not
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

  private static String drop(String constraint) throws SQLException {
    return String.valueOf(
        superuser.value(
            """
            select coalesce(
              (
                select format('alter table %s drop constraint %I cascade', conrelid::regclass, conname)
                from pg_constraint where conname = ? and conparentid = 0 and coninhcount = 0
              ),
              format('drop index %I', ?))
            """,
            constraint, constraint));
  }
}
