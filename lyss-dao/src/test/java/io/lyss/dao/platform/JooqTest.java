package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.CONVERSATIONS;
import static io.lyss.dao.platform.jooq.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.dao.PageRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements written with jOOQ run in the scope: row-level security holds without a predicate. */
class JooqTest extends PlatformTest {

  private final User user = platform.user();
  private final User other = platform.user();
  private final Conversation conversation = platform.conversation(user);
  private final Conversation others = platform.conversation(other);

  @Test
  void aSelectWithoutAPredicateSeesOnlyTheUsersOwnRows() {
    List<Long> ids =
        platform
            .as(user)
            .withJooq(
                jooq -> jooq.select(CONVERSATIONS.ID).from(CONVERSATIONS).fetch(CONVERSATIONS.ID));
    assertThat(ids).containsExactly(conversation.id());
    assertThat(
            platform.as(user).<Integer, RuntimeException>withJooq(jooq -> jooq.fetchCount(USERS)))
        .isEqualTo(1);
    assertThat(
            platform.system().<Integer, RuntimeException>withJooq(jooq -> jooq.fetchCount(USERS)))
        .isEqualTo(2);
  }

  @Test
  void anUpdateWithoutAPredicateChangesOnlyTheUsersOwnRows() {
    int changed =
        platform
            .as(user)
            .<Integer, RuntimeException>withJooq(
                jooq -> jooq.update(CONVERSATIONS).set(CONVERSATIONS.TITLE, "all").execute());
    assertThat(changed).isEqualTo(1);
    assertThat(platform.as(other).conversations().get(others.id())).isEqualTo(others);
  }

  @Test
  void workWithJooqIsOneTransaction() {
    assertThatThrownBy(
            () ->
                platform
                    .as(user)
                    .withJooq(
                        jooq -> {
                          jooq.deleteFrom(CONVERSATIONS).execute();
                          return jooq.fetch("select 1 / 0");
                        }))
        .isInstanceOf(org.jooq.exception.DataAccessException.class);
    assertThat(platform.as(user).conversations().list(PageRequest.first(9)).items()).hasSize(1);
  }

  @Test
  void jooqReadsNoColumnThatTheScopeMayNotRead() {
    assertThatThrownBy(
            () ->
                platform
                    .as(user)
                    .withJooq(jooq -> jooq.select(USERS.HASHED_PASSWORD).from(USERS).fetch()))
        .hasMessageContaining("permission denied");
  }
}
