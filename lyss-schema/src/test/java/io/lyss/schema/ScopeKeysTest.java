package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Signatures are switched on and off and keys changed, by the owner of the schema. */
@ParameterizedClass
@EnumSource(LyssDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(6)
class ScopeKeysTest {

  private static final byte[] SECOND = Signatures.bytes(64, 9);

  @Parameter private LyssDatabase kind;
  private OwnedDatabase database;
  private Scoped owner;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = OwnedDatabase.empty(kind);
    owner = Scoped.asLogin(database.owner());
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  private void reset() throws SQLException {
    owner.rows("select accept_unsigned_scopes()");
    owner.rows("select drop_scope_key(name) from scope_key_ages()");
  }

  private void add(String name, byte[] key) throws SQLException {
    owner.rows("select add_scope_key(?, ?)", name, key);
  }

  /** System work, signed or not. */
  private List<String> systemWork() {
    return kind == LyssDatabase.PLATFORM
        ? List.of("lyss_system", "", "a test")
        : List.of("lyss_system", "", "", "", "", "a test");
  }

  private String state(String function, List<String> arguments) throws SQLException {
    Object[] values = arguments.toArray();
    String places = String.join(", ", arguments.stream().map(a -> "?").toList());
    try (Connection app = database.app()) {
      return Scoped.asLogin(app)
          .attempt("select %s.%s(%s)".formatted(kind.defaultSchema(), function, places), values)
          .sqlState();
    }
  }

  private String unsigned() throws SQLException {
    return state("bind_scope", systemWork());
  }

  private String signed(Signatures signatures) throws SQLException {
    List<String> arguments = new ArrayList<>(systemWork());
    arguments.add(signatures.sign(systemWork()));
    return state(Signatures.BIND, arguments);
  }

  private Signatures first() {
    return Signatures.of(kind.defaultSchema());
  }

  private Signatures second() {
    return first().keyName("second_2").key(SECOND);
  }

  @Test
  void aSignatureIsVerifiedBeforeItIsRequired() throws SQLException {
    reset();
    assertThat(signed(first())).isEqualTo(Outcome.DENIED);
    add(Signatures.KEY_NAME, Signatures.KEY);
    assertThat(signed(first())).isEmpty();
    assertThat(signed(first().key(SECOND))).isEqualTo(Outcome.DENIED);
    assertThat(unsigned()).isEmpty();
  }

  @Test
  void nothingIsRequiredWithoutAKey() throws SQLException {
    reset();
    assertThat(owner.attempt("select require_signed_scopes()").sqlState()).isEqualTo("55000");
    assertThat(unsigned()).isEmpty();
  }

  @Test
  void keysAreChangedWhileScopesAreSigned() throws SQLException {
    reset();
    add(Signatures.KEY_NAME, Signatures.KEY);
    owner.rows("select require_signed_scopes()");
    assertThat(unsigned()).isEqualTo(Outcome.DENIED);
    add("second_2", SECOND);
    assertThat(List.of(signed(first()), signed(second()))).containsOnly("");
    owner.rows("select drop_scope_key(?)", Signatures.KEY_NAME);
    assertThat(signed(first())).isEqualTo(Outcome.DENIED);
    assertThat(signed(second())).isEmpty();
    assertThat(owner.attempt("select drop_scope_key('second_2')").sqlState()).isEqualTo("55006");
    owner.rows("select accept_unsigned_scopes()");
    assertThat(List.of(unsigned(), signed(second()))).containsOnly("");
    owner.rows("select drop_scope_key('second_2')");
    assertThat(signed(second())).isEqualTo(Outcome.DENIED);
    try (Connection superuser = database.superuser()) {
      assertThat(Scoped.asLogin(superuser).rows("select name from scope_keys"))
          .as("with the last key the server's own goes")
          .isEmpty();
    }
  }

  @Test
  void keysAreLongAndHaveNames() throws SQLException {
    reset();
    for (int length : new int[] {0, 31, 65}) {
      assertThat(
              owner
                  .attempt("select add_scope_key('k', ?)", Signatures.bytes(length, 1))
                  .constraint())
          .isEqualTo("scope_keys_key");
    }
    for (String name : List.of("", "A", "a.b", "x".repeat(41))) {
      assertThat(owner.attempt("select add_scope_key(?, ?)", name, Signatures.KEY).constraint())
          .isEqualTo("scope_keys_name_check");
    }
    add("k", Signatures.KEY);
    assertThat(owner.attempt("select add_scope_key('k', ?)", Signatures.KEY).sqlState())
        .isEqualTo("23505");
    for (String unknown : List.of("", "none")) {
      assertThat(owner.attempt("select drop_scope_key(?)", unknown).sqlState()).isEqualTo("P0002");
    }
  }

  /** An entry has the name of the key, and nothing of the key itself. */
  @Test
  void theAuditLogRecordsEachKey() throws SQLException {
    reset();
    add("told", Signatures.KEY);
    owner.rows("select drop_scope_key('told')");
    try (Connection superuser = database.superuser()) {
      assertThat(
              Scoped.asLogin(superuser)
                  .column(
                      """
                      select action || ' ' || (changes - 'login')::text from audit_logs
                      where resource_type = 'scope_keys' and changes -> 'key' ->> 'name' = 'told'
                      order by action desc
                      """))
          .containsExactly(
              "row_insert {\"key\": {\"name\": \"told\"}}",
              "row_delete {\"key\": {\"name\": \"told\"}}");
    }
  }

  /** A migration does not change whether signatures are required, and validate accepts both. */
  @Test
  void migratingAndValidatingKnowBoth() throws SQLException {
    reset();
    LyssMigrator migrator = LyssMigrator.of(kind, database.ownerDataSource());
    add(Signatures.KEY_NAME, Signatures.KEY);
    owner.rows("select require_signed_scopes()");
    migrator.validate();
    migrator.migrate();
    assertThat(unsigned()).isEqualTo(Outcome.DENIED);
    assertThat(owner.value("select scopes_are_signed()")).isEqualTo(true);
    owner.rows("select accept_unsigned_scopes()");
    migrator.validate();
    assertThat(owner.value("select scopes_are_signed()")).isEqualTo(false);
  }

  @Test
  void theDoctorKnowsWhetherScopesAreSigned() throws SQLException {
    reset();
    LyssDoctor doctor = LyssDoctor.of(kind, database.ownerDataSource());
    LyssDoctor ofApplication = LyssDoctor.of(kind, database.appDataSource());
    List<String> usual = checks(doctor);
    assertThat(usual).doesNotContain("unsigned scopes", "scope keys");
    List<String> unseen = ofApplication.examine().unseen();
    add(Signatures.KEY_NAME, Signatures.KEY);
    assertThat(checks(doctor)).contains("unsigned scopes");
    owner.rows("select require_signed_scopes()");
    assertThat(checks(doctor)).isEqualTo(usual);
    assertThat(ofApplication.examine().unseen())
        .hasSize(unseen.size() + 1)
        .anyMatch(what -> what.contains("signed"));
    try (Connection superuser = database.superuser();
        Statement statement = superuser.createStatement()) {
      statement.execute("update scope_keys set created_at = now() - interval '40 days'");
    }
    assertThat(checks(doctor)).isEqualTo(usual);
    assertThat(checks(doctor.maxKeyAge(Duration.ofDays(30)))).contains("scope keys");
    add("second_2", SECOND);
    assertThat(checks(doctor.maxKeyAge(Duration.ofDays(30)))).isEqualTo(usual);
  }

  @Test
  void theOwnerRunsJobsAndCommandsInScopesThatNobodySigned() throws SQLException {
    reset();
    List<String> unseen = unseenByTheOwner();
    add(Signatures.KEY_NAME, Signatures.KEY);
    owner.rows("select require_signed_scopes()");
    try (Connection connection = database.owner();
        Statement statement = connection.createStatement()) {
      statement.execute("call run_due_jobs('pg_cron')");
    }
    List<LyssMaintenance.Run> runs = new ArrayList<>();
    LyssMaintenance maintenance = LyssMaintenance.of(kind, database.ownerDataSource());
    try (Connection superuser = database.superuser()) {
      Scoped all = Scoped.asLogin(superuser);
      assertThat(all.column("select name from jobs where started_at is not null")).isNotEmpty();
      all.change("update jobs set due_at = null, started_at = null");
    }
    maintenance.runDue(Duration.ZERO, runs::add);
    assertThat(runs).hasSize(1).allMatch(run -> run.error().isEmpty());
    assertThat(unseenByTheOwner()).isEqualTo(unseen);
    LyssMaintenance ofApplication = LyssMaintenance.of(kind, database.appDataSource());
    assertThatThrownBy(() -> ofApplication.runDue(Duration.ZERO, runs::add))
        .isInstanceOf(LyssMigrationException.class)
        .hasMessageContaining("signed");
    ofApplication.signer(first()::sign).runDue(Duration.ZERO, runs::add);
    assertThat(runs).hasSize(2).allMatch(run -> run.error().isEmpty());
  }

  private List<String> unseenByTheOwner() {
    return LyssHealth.of(kind, database.ownerDataSource()).read().stream()
        .filter(section -> section.unseen().isPresent())
        .map(HealthSection::title)
        .toList();
  }

  private static List<String> checks(LyssDoctor doctor) {
    return doctor.examine().findings().stream().map(Finding::check).toList();
  }
}
