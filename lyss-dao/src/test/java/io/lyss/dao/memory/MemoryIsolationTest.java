package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Hidden;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Only its owner sees a memory: no other user of the tenant, nor one of the same id in another. */
class MemoryIsolationTest extends MemoryServiceTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final Scope.Tenant owner = memories.user();
  private final Memory secret = memories.embedded(owner, "the pineapple is ripe");
  private final String vector = secret.embeddingId().orElseThrow();
  private final UUID never = Ids.next();
  private final List<Scope.Tenant> strangers =
      List.of(
          memories.user(owner.tenantId()),
          memories.admin(owner.tenantId()),
          Scope.Tenant.of(Ids.next(), owner.userId()),
          memories.user());

  @Test
  void aMemoryOfAnotherUserLooksLikeAMissingOne() {
    for (Scope.Tenant stranger : strangers) {
      Hidden<MemorySession> hidden = new Hidden<>(memories.as(owner), memories.as(stranger));
      UUID id = secret.id();
      hidden.by(id, never, (session, key) -> session.memories().find(key));
      hidden.by(id, never, (session, key) -> session.memories().get(key));
      for (String text : List.of("mine", " ", secret.text())) {
        Memory read = memories.remember(owner, memories.name("to be edited "));
        hidden.by(
            read.id(), never, (session, key) -> session.memories().update(edited(read, key, text)));
      }
      hidden.by(id, never, (session, key) -> session.memories().archive(key));
      hidden.by(id, never, (session, key) -> session.memories().restore(key));
    }
    assertThat(memories.as(owner).memories().find(secret.id())).isPresent();
  }

  /** A memory as whoever knows all of it would edit it, or the same of another id. */
  private Memory edited(Memory read, UUID id, String text) {
    return new Memory(
        read.tenantId(),
        id,
        read.userId(),
        text,
        read.embeddingId(),
        0.7,
        MemoryType.FACT,
        Optional.of("x"),
        read.source(),
        read.sourceId(),
        read.status(),
        7,
        read.createdAt(),
        read.updatedAt());
  }

  @Test
  void doesNotDeleteAMemoryOfAnotherUser() {
    for (Scope.Tenant stranger : strangers) {
      Memory memory = memories.remember(owner, memories.name("to be deleted "));
      new Hidden<>(memories.as(owner), memories.as(stranger))
          .by(
              memory.id(),
              never,
              (session, key) -> {
                session.memories().delete(key);
                return "deleted";
              });
    }
  }

  @Test
  void guessingTheTextOrIdOfAnotherUsersMemoryTellsNothing() {
    for (Scope.Tenant stranger : strangers) {
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
                  known.importance()));
      assertThat(guessed.isNew()).as("an id of another's is as good as any").isTrue();
      memories.system().maintenance().eraseUser(stranger.tenantId(), stranger.userId());
    }
    assertThat(memories.as(owner).memories().get(secret.id()).text()).isEqualTo(secret.text());
  }

  @Test
  void aVectorOfAnotherUserLooksLikeAMissingOne() {
    for (Scope.Tenant stranger : strangers) {
      new Hidden<>(memories.as(owner), memories.as(stranger))
          .by(
              vector,
              "vector-never",
              (session, key) -> session.memories().byVectorIds(List.of(new VectorMatch(key, 1))));
    }
  }

  @Test
  void noListSearchOrCursorShowsMemoriesOfAnotherUser() {
    Cursor before = new Cursor(Instant.ofEpochSecond(100), new UUID(-1, -1));
    for (Scope.Tenant stranger : strangers) {
      MemoryDao dao = memories.as(stranger).memories();
      for (PageRequest page : List.of(PAGE, PAGE.after(before))) {
        for (MemoryStatus status : MemoryStatus.values()) {
          assertThat(dao.listNewestFirst(MemoryFilter.of(status), page).items()).isEmpty();
          assertThat(dao.listMostImportantFirst(MemoryFilter.of(status), page).items()).isEmpty();
        }
        assertThat(dao.search("pineapple", page).items()).isEmpty();
      }
    }
    assertThat(memories.as(owner).memories().search("pineapple", PAGE.after(before)).items())
        .extracting(Memory::id)
        .containsExactly(secret.id());
  }

  @Test
  void noStatementOfTheHostReachesMemoriesOfAnotherUser() {
    for (Scope.Tenant stranger : strangers) {
      MemorySession session = memories.as(stranger);
      assertThat(OwnSql.rows(session, "select id from user_memories")).isEmpty();
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
          .containsExactly("false");
      assertThat(
              OwnSql.rows(
                  session,
                  "select memory_neighbours('%s', '%s', 5, 0, 10)"
                      .formatted(owner.tenantId(), secret.id())))
          .isEmpty();
    }
  }
}
