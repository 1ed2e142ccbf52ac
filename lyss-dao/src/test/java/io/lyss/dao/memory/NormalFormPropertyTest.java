package io.lyss.dao.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Scope;
import io.lyss.dao.testing.Alone;
import io.lyss.dao.testing.Seed;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two texts are one memory if and only if Java gives them one normal form. */
@Alone
class NormalFormPropertyTest extends MemoryServiceTest {

  // Few pieces, so that many texts share a normal form, for different reasons.
  private static final List<String> PIECES =
      List.of(
          "a", "A", "ａ", "Ａ", "b", "é", "e\u0301", "É", "E\u0301", "Ω", "ω", "\u2126", "ﬁ", "fi",
          "FI", "天", "气", "\u2f24", "大", "㍻", "平成", "ｶﾞ", "ガ", "①", "1", "１", "j\u030c", "J\u030c",
          "\u01f0", "ß", "ẞ", " ", "  ", "\t", "\n", "\r\n", "\u000b", "\u3000", "\u00a0", "\u2003",
          "\u2028", "\u1680", "\u0085", "，", ",");

  private final Seed seed = new Seed();

  private static String normal(String text) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("(?U)\\p{IsWhite_Space}+", " ");
    String trimmed = plain.replaceAll("^ | $", "");
    // each letter by itself, because Java makes a final sigma of the last one in a word
    String lower =
        trimmed
            .codePoints()
            .map(Character::toLowerCase)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return Normalizer.normalize(lower, Normalizer.Form.NFKC);
  }

  private static String text(Random random) {
    return random
        .ints(1 + random.nextInt(4), 0, PIECES.size())
        .mapToObj(PIECES::get)
        .collect(Collectors.joining());
  }

  @Test
  void textsAreOneMemoryExactlyIfTheirNormalFormsAreEqual() {
    Random random = seed.random();
    Scope.TenantUser scope = memories.user();
    Map<String, UUID> model = new HashMap<>();
    List<String> texts =
        random
            .ints(4000)
            .mapToObj(i -> text(random))
            .filter(text -> !normal(text).isEmpty())
            .toList();
    int met = 0;
    for (int from = 0; from < texts.size(); from += 500) {
      List<String> some = texts.subList(from, Math.min(from + 500, texts.size()));
      List<Remembered> remembered =
          memories.as(scope).memories().rememberAll(some.stream().map(NewMemory::of).toList());
      for (int i = 0; i < some.size(); i++) {
        UUID id = remembered.get(i).memory().id();
        UUID known = model.putIfAbsent(normal(some.get(i)), id);
        met += known == null ? 0 : 1;
        assertThat(id)
            .as("%s as %s, %s", escaped(some.get(i)), escaped(normal(some.get(i))), seed)
            .isEqualTo(known == null ? id : known);
      }
    }
    assertThat(memories.query("select count(*) from lyss_memory.user_memories"))
        .as("different normal forms, different memories: %s", seed)
        .containsExactly(String.valueOf(model.size()));
    assertThat(met).as("texts that were the same: %s", seed).isGreaterThan(100);
  }

  @Test
  void findsATextInAnyForm() {
    Random random = seed.random();
    MemoryDao dao = memories.as(memories.user()).memories();
    Map<String, UUID> model = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      String text = "x" + text(random);
      model.put(normal(text), dao.remember(NewMemory.of(text)).memory().id());
    }
    for (int i = 0; i < 300; i++) {
      String text = "Ｘ" + text(random);
      assertThat(dao.findByText(text).map(Memory::id).orElse(null))
          .as("%s, %s", escaped(text), seed)
          .isEqualTo(model.get(normal(text)));
    }
  }

  private static String escaped(String text) {
    return text.codePoints().mapToObj(c -> "\\u%04x".formatted(c)).collect(Collectors.joining());
  }
}
