package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import io.lyss.throwaway.OneIn;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An event that was given up is kept until it is taken back. A host's may have texts about a
 * person, of whom nothing is kept once they are erased.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.service.Subject#all")
@OneIn(5)
class GivenUpEventsTest {

  private static final String OF_LYSS = "00000000-0000-7000-8000-0000000000e2";
  private static final String ANNS = "00000000-0000-7000-8000-0000000000e3";
  private static final String TO_BOB = "00000000-0000-7000-8000-0000000000e4";

  @Parameter private Subject subject;

  private OwnedDatabase database;
  private Scoped system;
  private Scoped superuser;

  @BeforeEach
  void open() throws SQLException {
    database = subject.open();
    system = subject.asSystem(database.app(), "a test");
    superuser = Scoped.asLogin(database.superuser());
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private void erase(String user) throws SQLException {
    assertThat(
            system.value(
                "select erased_at from erase_user('%s', '%s')".formatted(Persona.ACME, user)))
        .isNotNull();
  }

  private List<Object> kept(String tenant) throws SQLException {
    return superuser.column(
        "select id::text from given_up_events where tenant_id = '%s' order by id"
            .formatted(tenant));
  }

  /** An event that has failed is given up, and whether it is kept then. */
  private boolean isKept(String key, String type, String actor) throws SQLException {
    superuser.change("delete from given_up_events where tenant_id = '%s'".formatted(Persona.ACME));
    superuser.change(
        """
        insert into outbox_turns (tenant_id, key) values ('%1$s', '%3$s');
        insert into outbox_events (tenant_id, id, key, type, actor_id)
        values ('%1$s', '%2$s', '%3$s', '%4$s', %5$s);
        insert into outbox_keys (tenant_id, key, failures, first_position)
        select tenant_id, key, 1, position from outbox_events where id = '%2$s'
        """
            .formatted(
                Persona.ACME, OF_LYSS, key, type, actor == null ? "null" : "'" + actor + "'"));
    assertThat(system.value("select give_up_event('%s', '%s')".formatted(Persona.ACME, OF_LYSS)))
        .isEqualTo(true);
    return !kept(Persona.ACME).isEmpty();
  }

  private List<Object> entries() throws SQLException {
    return superuser.column(
        """
        select action || ' ' || (changes - 'login') from audit_logs
        where tenant_id = '%s' and resource_type = 'given_up_events' and reason = 'a test'
        order by created_at, id
        """
            .formatted(Persona.ACME));
  }

  @Test
  void thosePublishedByAnErasedPersonOrNamingThemAreDeletedAndNoOther() throws SQLException {
    erase(Persona.ANN_ID);
    assertThat(kept(Persona.ACME)).containsExactly(OF_LYSS, TO_BOB);

    erase(Persona.BOB_ID);
    assertThat(kept(Persona.ACME)).containsExactly(OF_LYSS);
    assertThat(kept(Persona.RIVAL)).containsExactly(OF_LYSS, ANNS, TO_BOB);
  }

  @Test
  void afterTheErasureSuchAnEventIsOnRecordAndNotKept() throws SQLException {
    assertThat(isKept("note:1", "note.written", Persona.ANN_ID)).isTrue();
    erase(Persona.ANN_ID);

    assertThat(isKept("note:2", "note.written", Persona.ANN_ID)).isFalse();
    assertThat(isKept("note:" + Persona.ANN_ID, "note.written", Persona.BOB_ID)).isFalse();
    assertThat(isKept("relay:chat/" + Persona.ANN_ID, "note.written", null)).isFalse();
    assertThat(isKept("note:3", "note.written", Persona.BOB_ID)).isTrue();
    assertThat(isKept("member:" + Persona.ANN_ID, "member.added", Persona.ANN_ID)).isTrue();
    assertThat(entries().subList(2, 4))
        .containsExactly(
            "row_insert {\"after\": {\"type\": \"note.written\", \"failures\": 1}}",
            "row_delete {\"before\": {\"type\": \"note.written\", \"failures\": 1}}");
  }

  @Test
  void aLegalHoldKeepsIt() throws SQLException {
    erase(Persona.ANN_ID);
    system.rows(
        "select from set_legal_hold('%s', '%s', 'case 12')"
            .formatted(Persona.ACME, Persona.ANN_ID));

    assertThat(isKept("note:1", "note.written", Persona.ANN_ID)).isTrue();
  }

  /** Keys of LYSS's events name ids. */
  @Test
  void theLogHasTheKeyOfAnEventOfLyssAlone() throws SQLException {
    isKept("user:4711", "user.left", null);
    isKept("mail:ann@example.org", "mail.failed", null);

    assertThat(entries())
        .containsExactly(
            "row_insert {\"after\": {\"key\": \"user:4711\", \"type\": \"user.left\", \"failures\": 1}}",
            "row_insert {\"after\": {\"type\": \"mail.failed\", \"failures\": 1}}");
  }
}
