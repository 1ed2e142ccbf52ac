package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.Parallel;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssociationDaoTest extends MemoryServiceTest {

  private static final PageRequest PAGE = PageRequest.first(100);

  private final Scope.TenantUser scope = memories.user();
  private final AssociationDao dao = memories.as(scope).associations();

  private UUID memory() {
    return memories.remember(scope, memories.name("fact ")).id();
  }

  private void similar(UUID one, UUID other, double strength) {
    dao.associate(one, other, AssociationType.SIMILAR, strength);
  }

  @Test
  void anAssociationIsTheSameWhicheverMemoryIsNamedFirst() {
    UUID one = memory();
    UUID other = memory();
    Association made = dao.associate(other, one, AssociationType.SIMILAR, 0.5);
    List<UUID> inOrder =
        Stream.of(one, other).sorted(Comparator.comparing(UUID::toString)).toList();
    assertThat(made)
        .isEqualTo(
            new Association(
                scope.tenantId(),
                made.id(),
                scope.userId(),
                inOrder.get(0),
                inOrder.get(1),
                AssociationType.SIMILAR,
                0.5,
                made.createdAt()));
    Association changed = dao.associate(one, other, AssociationType.OPPOSITE, 1);
    assertThat(changed.id()).isEqualTo(made.id());
    assertThat(changed.type()).isEqualTo(AssociationType.OPPOSITE);
    assertThat(changed.strength()).isEqualTo(1);
    assertThat(dao.list(one, PAGE).items()).containsExactly(changed);
    assertThat(dao.list(other, PAGE).items()).containsExactly(changed);
    assertThat(dao.dissociate(other, one)).isTrue();
    assertThat(dao.dissociate(one, other)).isFalse();
    assertThat(dao.list(one, PAGE).items()).isEmpty();
  }

  @Test
  void associatingFromBothEndsAtOnceMakesOneAssociation() throws Exception {
    for (int round = 0; round < 20; round++) {
      UUID one = memory();
      UUID other = memory();
      List<Association> made =
          Parallel.run(
              List.of(
                  () -> dao.associate(one, other, AssociationType.RELATED, 0.5),
                  () -> dao.associate(other, one, AssociationType.RELATED, 0.5)));
      assertThat(made.get(0)).isEqualTo(made.get(1));
    }
  }

  @Test
  void refusesAnAssociationWithItselfWithAMissingMemoryOrOfABadStrength() {
    UUID one = memory();
    UUID other = memory();
    Expect.refused(
        "memory_associations_memory_id_related_memory_id_check", () -> similar(one, one, 0.5));
    for (double strength : List.of(0.0, -0.5, 1.1, Double.NaN)) {
      Expect.refused("memory_associations_strength_check", () -> similar(one, other, strength));
    }
    Expect.refused(
        "memory_associations_tenant_id_user_id_related_memory_id_fk",
        () -> similar(one, new UUID(-1, -1), 0.5));
    Expect.refused(
        "memory_associations_tenant_id_user_id_memory_id_fk",
        () -> similar(new UUID(0, 1), one, 0.5));
  }

  @Test
  void listsAssociationsOfAMemoryInPages() {
    UUID hub = memory();
    for (int i = 0; i < 5; i++) {
      similar(hub, memory(), 0.5);
    }
    similar(memory(), memory(), 0.5);
    List<Association> all = dao.list(hub, PAGE).items();
    assertThat(all).hasSize(5);
    assertThat(Paging.all(2, page -> dao.list(hub, page))).isEqualTo(all);
  }

  @Test
  void listsEachNeighbourOnceWithItsStrongestPath() {
    UUID start = memory();
    UUID near = memory();
    UUID far = memory();
    UUID beyond = memory();
    similar(start, near, 0.9);
    similar(near, far, 0.9);
    similar(start, far, 0.5);
    similar(far, beyond, 0.1);
    similar(beyond, start, 0.01);
    assertThat(dao.neighbours(start, 2, 0, 10))
        .extracting(n -> n.memory().id() + " " + n.distance() + " " + n.strength())
        .containsExactly(near + " 1 0.9", far + " 2 " + 0.9 * 0.9, beyond + " 2 " + 0.5 * 0.1);
    assertThat(dao.neighbours(start, 1, 0, 10))
        .extracting(n -> n.memory().id())
        .containsExactly(near, far, beyond);
    assertThat(dao.neighbours(start, 5, 0.5, 10))
        .extracting(n -> n.memory().id())
        .containsExactly(near, far);
    assertThat(dao.neighbours(start, 5, 0, 1))
        .extracting(n -> n.memory().id())
        .containsExactly(near);
    assertThat(dao.neighbours(beyond, 3, 0, 10)).hasSize(3);
    assertThat(dao.neighbours(Ids.next(), 3, 0, 10)).isEmpty();
  }

  @Test
  void pathsPassThroughActiveMemoriesOnly() {
    UUID start = memory();
    UUID between = memory();
    UUID end = memory();
    similar(start, between, 1);
    similar(between, end, 1);
    MemoryDao own = memories.as(scope).memories();
    own.archive(between);
    assertThat(dao.neighbours(start, 5, 0, 10)).isEmpty();
    own.delete(between);
    assertThat(dao.neighbours(start, 5, 0, 10)).isEmpty();
    own.restore(between);
    assertThat(dao.neighbours(start, 5, 0, 10)).hasSize(2);
    assertThat(dao.neighbours(start, 5, 0, 10).get(0).memory()).isEqualTo(own.get(between));
  }

  @Test
  void refusesADepthOrLimitOutOfRange() {
    UUID id = memory();
    for (int depth : List.of(Integer.MIN_VALUE, 0, 6)) {
      Expect.refused("", () -> dao.neighbours(id, depth, 0, 10));
    }
    for (int limit : List.of(-1, 0, 1001, Integer.MAX_VALUE)) {
      Expect.refused("", () -> dao.neighbours(id, 1, 0, limit));
    }
  }
}
