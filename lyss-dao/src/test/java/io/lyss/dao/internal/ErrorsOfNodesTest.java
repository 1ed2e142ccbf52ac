package io.lyss.dao.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.LyssException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Citus passes on what a node says, and no more of it than that: which constraint it was stands in
 * the message, named as it is on the node.
 */
class ErrorsOfNodesTest {

  private static LyssException translated(String state, String message) {
    return Failures.translate(
        new PSQLException(
            new ServerErrorMessage("SERROR\0VERROR\0C" + state + "\0M" + message + "\0")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "23514 | new row for relation \"ratings_102091\" violates check constraint \"ratings_value_check\" | ratings_value_check",
        "23514 | value for domain lyss_chat.calls violates check constraint \"calls_check\" | calls_check",
        "23503 | insert or update on table \"roles_102091\" violates foreign key constraint \"roles_fk_102091\" | roles_fk",
        "23503 | update or delete on table \"a_102091\" violates foreign key constraint \"b_fk_10209112\" on table \"b_102092\" | b_fk",
        "23502 | null value in column \"title\" of relation \"talks_102091\" violates not-null constraint | title",
        // cut off there, so it would be no name of ours
        "23503 | insert or update on table \"m_102091\" violates foreign key constraint \"m_tenant_id_rel_3f9c01ac_102091\" | ''",
        "23514 | users set what is theirs | ''",
      })
  void theConstraintIsNamedAsInTheSchema(String state, String message, String constraint) {
    assertThat(translated(state, message))
        .isInstanceOfSatisfying(
            ConstraintException.class, e -> assertThat(e.constraint()).isEqualTo(constraint));
  }

  @Test
  void aSecondRowIsAConflict() {
    assertThat(
            translated(
                "23505", "duplicate key value violates unique constraint \"roles_pk_102091\""))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.constraint()).isEqualTo("roles_pk"))
        .hasMessageStartingWith("Another row has the same values already: roles_pk");
    assertThat(translated("23505", "the id is that of a request of another user"))
        .isInstanceOfSatisfying(ConflictException.class, e -> assertThat(e.constraint()).isEmpty())
        .hasMessageStartingWith("It conflicts with what is stored: the id is that");
  }
}
