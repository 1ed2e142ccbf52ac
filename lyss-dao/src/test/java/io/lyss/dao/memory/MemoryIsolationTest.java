package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Copy;
import io.lyss.dao.testing.Hidden;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Only its owner sees a memory: no other user of the tenant, nor one of the same id in another. */
class MemoryIsolationTest extends MemoryServiceTest {

  private final Scope.TenantUser owner = memories.user();
  private final Memory secret = reworded(memories.embedded(owner, "the pineapple is green"));
  private final UUID never = Ids.next();
  private final List<Scope.TenantUser> strangers =
      List.of(
          memories.user(owner.tenantId()),
          memories.admin(owner.tenantId()),
          Scope.TenantUser.of(Ids.next(), owner.userId()),
          memories.user());

  @Test
  void guessingAnothersTextDoesNotShowThatTheyKeepIt() {
    for (Scope.TenantUser stranger : strangers) {
      Hidden<MemorySession> hidden = new Hidden<>(memories.as(owner), memories.as(stranger));
      Memory read = memories.remember(owner, memories.name("to be edited "));
      hidden.by(
          read.id(),
          never,
          (session, key) -> session.memories().update(edited(read, key, secret.text())));
    }
    assertThat(memories.as(owner).memories().find(secret.id())).isPresent();
  }

  /** A memory with an earlier text. */
  private Memory reworded(Memory memory) {
    return memories.as(owner).memories().update(memory.withText("the pineapple is ripe"));
  }

  /** The memory under that id and with that text, with everything else edited. */
  private Memory edited(Memory read, UUID id, String text) {
    return Copy.of(
        read,
        Map.of(
            "id",
            id,
            "text",
            text,
            "relevance",
            0.7,
            "type",
            MemoryType.FACT,
            "category",
            Optional.of("x"),
            "importance",
            7));
  }

  @Test
  void noAnswerShowsWhetherAGuessedTextOrIdIsAnothersMemory() {
    for (Scope.TenantUser stranger : strangers) {
      MemoryDao dao = memories.as(stranger).memories();
      assertThat(dao.findByText(secret.text())).isEmpty();
      NewMemory same = NewMemory.of(secret.text());
      assertThat(dao.remember(same).isNew()).isTrue();
      assertThat(dao.findByText(secret.text()))
          .hasValueSatisfying(own -> assertThat(own.userId()).isEqualTo(stranger.userId()));
      NewMemory known = NewMemory.of("guessed");
      Remembered guessed =
          dao.remember(
              new NewMemory(
                  secret.id(),
                  known.text(),
                  known.relevance(),
                  known.type(),
                  known.category(),
                  known.source(),
                  known.sourceId(),
                  known.importance(),
                  known.agentId(),
                  known.runId(),
                  known.validFrom(),
                  known.expiresAt(),
                  known.spelling()));
      assertThat(guessed.isNew()).as("an id of another's is as good as any").isTrue();
      memories.system().personalData().erase(stranger.tenantId(), stranger.userId(), 100);
    }
    assertThat(memories.as(owner).memories().get(secret.id()).text()).isEqualTo(secret.text());
  }

  @Test
  void noStatementOfTheHostsOwnReachesAnothers() {
    for (Scope.TenantUser stranger : strangers) {
      MemorySession session = memories.as(stranger);
      assertThat(OwnSql.rows(session, "select id from user_memories")).isEmpty();
      assertThat(OwnSql.rows(session, "select version from memory_versions")).isEmpty();
      assertThat(OwnSql.rows(session, "update user_memories set status = status returning id"))
          .isEmpty();
      assertThat(
              OwnSql.stateOf(
                  session,
                  "insert into user_memories (tenant_id, id, user_id, memory_text) values"
                      + " ('%s', '%s', '%s', 'x')"
                          .formatted(owner.tenantId(), never, owner.userId())))
          .isEqualTo("42501");
      assertThat(
              OwnSql.rows(
                  session,
                  "select delete_memory('%s', '%s')".formatted(owner.tenantId(), secret.id())))
          .isEmpty();
      assertThat(
              OwnSql.rows(
                  session,
                  "select memory_neighbours('%s', '%s', 5, 0, 10)"
                      .formatted(owner.tenantId(), secret.id())))
          .isEmpty();
    }
  }
}
