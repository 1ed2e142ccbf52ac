package io.lyss.schema.platform;

import static io.lyss.schema.platform.Organisation.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person is erased; rows that others need stay, without the person. */
class ErasureTest extends FreshOrganisationTest {

  @Override
  String reason() {
    return "Bob has asked for it";
  }

  @BeforeEach
  void nameWhatIsTheirs() throws SQLException {
    superuser.change(
        "update provider_configs set name = 'bobs own', config = '{\"a\": \"bob\"}',"
            + " api_base_url = 'https://bob.example' where id = 6");
  }

  private void erase() throws SQLException {
    system.rows("select erase_user(?)", BOB);
  }

  @Test
  void rowsThatOnlyThePersonNeedsAreDeleted() throws SQLException {
    List<Object> others =
        superuser.column("select id from messages where user_id <> ? order by id", BOB);

    erase();

    assertThat(superuser.rows("select from conversations where user_id = ?", BOB)).isEmpty();
    assertThat(superuser.column("select id from messages order by id")).isEqualTo(others);
    for (Object table :
        superuser.column(
            "select relname::text from pg_class where relnamespace = to_regnamespace(?)"
                + " and relkind in ('r', 'p') and not relispartition",
            Platform.SCHEMA)) {
      assertThat(
              superuser.rows(
                  "select t::text from %s as t where t::text ~* '\\mbob'".formatted(table)))
          .as("traces in %s", table)
          // why the erasure was done is kept, as for all system work
          .allMatch(row -> String.valueOf(row.get(0)).contains("Bob has asked for it"));
    }
    assertThat(
            superuser.rows("select hashed_password, role, is_active from users where id = ?", BOB))
        .containsExactly(List.of("!", "user", false));
    assertThat(
            superuser.rows(
                "select api_key from provider_configs where id = 6"
                    + " and api_key !~ '^erased:0+$' or id = 6 and is_active"))
        .isEmpty();
  }

  @Test
  void rowsThatOthersNeedStay() throws SQLException {
    List<Object> log = superuser.column("select id from audit_logs where user_id = ?", BOB);

    erase();

    assertThat(
            superuser.rows(
                "select id, tokens_used, conversation_id is null from usage_statistics"
                    + " where user_id = ? order by id",
                BOB))
        .containsExactly(List.of(3L, 400, true), List.of(4L, 800, true));
    assertThat(superuser.column("select id from audit_logs where user_id = ?", BOB)).isEqualTo(log);
    assertThat(
            superuser.column("select is_active from provider_distributions where user_id = ?", BOB))
        .hasSize(3)
        .containsOnly(false);
    assertThat(superuser.column("select is_active from provider_distributions where user_id = 2"))
        .contains(true);
    assertThat(superuser.value("select username from users where id = 2")).isEqualTo("alice");
  }

  @Test
  void anErasedUserMayUseNothing() throws SQLException {
    erase();

    assertThat(
            superuser.rows(
                "select from generate_series(1, 9) as p where can_user_access_provider(?, p)", BOB))
        .isEmpty();
  }

  /** It may take many steps, in which the user would write more. */
  @Test
  void aUserIsInactiveFromTheFirstStep() throws SQLException {
    system.rows("select erase_user(?, 1)", BOB);

    assertThat(superuser.value("select erased_at from erasures where user_id = ?", BOB)).isNull();
    assertThat(superuser.value("select is_active from users where id = ?", BOB)).isEqualTo(false);
  }

  /** As after a restore, from which the job may be an hour away. */
  @Test
  void orFromWhenTheErasureIsReplayed() throws SQLException {
    system.rows(
        "select replay_erasures(jsonb_build_array(jsonb_build_object("
            + "'user_id', ?::integer, 'erased_at', 'infinity')))",
        BOB);

    assertThat(superuser.value("select is_active from users where id = ?", BOB)).isEqualTo(false);
  }

  @Test
  void erasingAgainChangesNothing() throws SQLException {
    erase();
    erase();

    assertThat(superuser.value("select is_active from users where id = ?", BOB)).isEqualTo(false);
  }

  /** No name or address that a user has chosen prevents the erasure of a person. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into users (username, email, hashed_password) values ('erased-3', 'e@x.y', '!')",
        "insert into users (username, email, hashed_password)"
            + " values ('eve', 'erased-3@erased.invalid', '!')",
        "insert into provider_configs (name, provider_type, scope, created_by, api_key)"
            + " select 'erased-6', 'openai', 'personal', 3, api_key from provider_configs limit 1"
      })
  void noChosenNamePreventsAnErasure(String taken) throws SQLException {
    superuser.change(taken);

    erase();

    assertThat(superuser.value("select is_active from users where id = ?", BOB)).isEqualTo(false);
  }

  @Test
  void anUnknownUserIsNotErased() throws SQLException {
    assertThat(system.attempt("select erase_user(999)").sqlState()).isEqualTo("P0002");
    assertThat(system.attempt("select erase_user(null)").sqlState()).isEqualTo("P0002");
  }

  @Test
  void systemWorkWithoutAReasonErasesNobody() throws SQLException {
    Scoped silent = Scoped.asSystem(platform.app(), "");

    assertThat(silent.attempt("select erase_user(3)").sqlState()).isNotEmpty();
    assertThat(superuser.value("select username from users where id = 3")).isEqualTo("bob");
  }
}
