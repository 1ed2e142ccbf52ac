package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Hidden;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AssociationIsolationTest extends MemoryServiceTest {

  private static final PageRequest PAGE = PageRequest.first(10);

  private final Scope.TenantUser owner = memories.user();
  private final UUID one = memories.remember(owner, "one").id();
  private final UUID other = memories.remember(owner, "other").id();
  private final UUID never = Ids.next();
  private final List<Scope.TenantUser> strangers =
      List.of(
          memories.user(owner.tenantId()),
          memories.admin(owner.tenantId()),
          Scope.TenantUser.of(Ids.next(), owner.userId()),
          memories.user());

  @Test
  void neitherAssociatesNorFindsMemoriesOfAnotherUser() {
    memories.as(owner).associations().associate(one, other, AssociationType.RELATED, 0.5);
    for (Scope.TenantUser stranger : strangers) {
      MemorySession session = memories.as(stranger);
      UUID own = memories.remember(stranger, "own").id();
      Hidden<MemorySession> hidden = new Hidden<>(memories.as(owner), session);
      hidden.by(one, never, (caller, key) -> caller.associations().neighbours(key, 5, 0, 10));
      hidden.by(one, never, (caller, key) -> caller.associations().list(key, PAGE));
      // another's associated memory, alone or with an own one, is answered like one that never
      // existed
      String refused = refusal(session, never, new UUID(-1, -1));
      assertThat(refusal(session, one, other)).isEqualTo(refused);
      assertThat(refusal(session, other, one)).isEqualTo(refused);
      assertThat(refusal(session, own, higher(one)))
          .isEqualTo(refusal(session, own, higher(never)));
      assertThat(session.associations().dissociate(one, other)).isFalse();
      assertThat(OwnSql.rows(session, "select id from memory_associations")).isEmpty();
      assertThat(OwnSql.rows(session, "delete from memory_associations returning id")).isEmpty();
    }
    assertThat(memories.as(owner).associations().list(one, PAGE).items()).hasSize(1);
  }

  // Above all others: the constraint's name tells which end is missing, and the ends are sorted by
  // id.
  private static UUID higher(UUID id) {
    return new UUID(-1, id.getLeastSignificantBits());
  }

  private static String refusal(MemorySession session, UUID first, UUID second) {
    try {
      return session.associations().associate(first, second, AssociationType.SIMILAR, 1).toString();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }
}
