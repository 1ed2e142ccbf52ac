package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Scope;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Seed;
import io.lyss.throwaway.Whole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In random graphs, the neighbours are those that following every path finds. */
@Alone
@Whole("AssociationDaoTest walks graphs that were thought of")
class NeighboursPropertyTest extends MemoryServiceTest {

  private record Edge(UUID one, UUID other, double strength) {}

  private record Reached(UUID id, int distance, double strength) {
    boolean betterThan(Reached other) {
      return other == null
          || strength > other.strength
          || strength == other.strength && distance < other.distance;
    }
  }

  private final Seed seed = new Seed();
  private final Random random = seed.random();
  private final Scope.TenantUser scope = memories.user();
  private final AssociationDao dao = memories.as(scope).associations();

  private List<UUID> nodes(int count) {
    return memories
        .as(scope)
        .memories()
        .rememberAll(
            IntStream.range(0, count).mapToObj(i -> NewMemory.of(memories.name("fact "))).toList())
        .stream()
        .map(one -> one.memory().id())
        .toList();
  }

  // Few strengths, so that many paths are equally strong; 1, so that a longer path is as strong as
  // its part.
  private List<Edge> edges(List<UUID> nodes, int count) {
    Map<Set<UUID>, Edge> edges = new HashMap<>();
    for (int i = 0; i < count; i++) {
      UUID one = nodes.get(random.nextInt(nodes.size()));
      UUID other = nodes.get(random.nextInt(nodes.size()));
      double strength = List.of(1.0, 0.5, 0.7, random.nextDouble() + 1e-9).get(random.nextInt(4));
      if (!one.equals(other)) {
        dao.associate(one, other, AssociationType.RELATED, Math.min(1, strength));
        edges.put(Set.of(one, other), new Edge(one, other, Math.min(1, strength)));
      }
    }
    return List.copyOf(edges.values());
  }

  /** Follows every path, also those through the memory itself and in circles. */
  private static void follow(
      Reached from, int depth, List<Edge> edges, Set<UUID> inactive, Map<UUID, Reached> best) {
    if (from.distance == depth) {
      return;
    }
    for (Edge edge : edges) {
      for (boolean forth : new boolean[] {true, false}) {
        UUID here = forth ? edge.one : edge.other;
        UUID there = forth ? edge.other : edge.one;
        if (here.equals(from.id) && !inactive.contains(there)) {
          Reached next = new Reached(there, from.distance + 1, from.strength * edge.strength);
          if (next.betterThan(best.get(there))) {
            best.put(there, next);
          }
          follow(next, depth, edges, inactive, best);
        }
      }
    }
  }

  private List<Reached> model(
      UUID start, int depth, double minimum, List<Edge> edges, Set<UUID> inactive) {
    Map<UUID, Reached> best = new HashMap<>();
    follow(new Reached(start, 0, 1), depth, edges, inactive, best);
    best.remove(start);
    return best.values().stream()
        .filter(reached -> reached.strength >= minimum)
        .sorted(
            Comparator.comparing((Reached reached) -> -reached.strength)
                .thenComparing(Reached::distance)
                .thenComparing(reached -> reached.id.toString()))
        .toList();
  }

  @Test
  void neighboursAreWhatFollowingEveryPathFinds() {
    int found = 0;
    for (int round = 0; round < 12; round++) {
      List<UUID> nodes = nodes(4 + random.nextInt(10));
      List<Edge> edges = edges(nodes, nodes.size() + random.nextInt(8));
      Set<UUID> inactive = new HashSet<>();
      for (UUID node : nodes.subList(1, nodes.size())) {
        if (random.nextInt(8) == 0) {
          memories.as(scope).memories().archive(node);
          inactive.add(node);
        }
      }
      UUID start = nodes.get(0);
      for (int depth = 1; depth <= 5; depth++) {
        for (double minimum : new double[] {0, 0.2, 0.5, 1}) {
          List<Reached> model = model(start, depth, minimum, edges, inactive);
          found += model.size();
          for (int limit : new int[] {1, 2, 3, 1000}) {
            List<Reached> answer = new ArrayList<>();
            dao.neighbours(start, depth, minimum, limit)
                .forEach(n -> answer.add(new Reached(n.memory().id(), n.distance(), n.strength())));
            assertThat(answer)
                .as("depth %d, minimum %s, limit %d, %s", depth, minimum, limit, seed)
                .isEqualTo(model.subList(0, Math.min(limit, model.size())));
          }
        }
      }
    }
    assertThat(found).as("neighbours, or nothing was tried: %s", seed).isPositive();
  }
}
