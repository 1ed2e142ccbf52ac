package io.lyss.dao.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

  /** Also with more of them than are expected, with nulls, and with names that are removed. */
  @Test
  void answersLikeAMap() {
    Random random = new Random(1);
    for (int run = 0; run < 200; run++) {
      Arguments arguments = new Arguments();
      Map<String, Integer> expected = new HashMap<>();
      for (int step = 0; step < 40; step++) {
        // made anew, so that names are equal and not the same
        String name = "name_" + random.nextInt(30);
        Integer value = random.nextInt(5) == 0 ? null : random.nextInt(100);
        if (random.nextInt(10) == 0) {
          arguments.removeIf((each, its) -> each.equals(name) || its == null);
          expected.entrySet().removeIf(e -> e.getKey().equals(name) || e.getValue() == null);
        } else {
          arguments.put(name, value);
          expected.put(name, value);
        }
        assertThat(arguments.has(name)).isEqualTo(expected.containsKey(name));
        assertThat(arguments.size()).isEqualTo(expected.size());
      }
      assertThat(arguments.names()).containsExactlyInAnyOrderElementsOf(expected.keySet());
      expected.forEach((name, value) -> assertThat(arguments.get(name)).isEqualTo(value));
      assertThat(arguments.are(expected.keySet())).isTrue();
      assertThat(arguments.get("another")).isNull();
    }
  }

  @Test
  void areTheseNamesAndNoOthers() {
    Arguments arguments = new Arguments();
    arguments.put("id", 1);
    arguments.put("limit", null);

    assertThat(arguments.are(Set.of("id", "limit"))).isTrue();
    assertThat(arguments.are(Set.of("id"))).isFalse();
    assertThat(arguments.are(Set.of("id", "user_id"))).isFalse();
    assertThat(arguments.are(Set.of("id", "limit", "user_id"))).isFalse();
  }

  @Test
  void aCopyIsChangedApart() {
    Arguments arguments = new Arguments();
    arguments.put("id", 1);

    Arguments copy = arguments.copy();
    copy.put("id", 2);
    copy.put("limit", 3);

    assertThat(arguments.get("id")).isEqualTo(1);
    assertThat(arguments.names()).containsExactly("id");
    assertThat(copy.names()).containsExactly("id", "limit");
  }
}
