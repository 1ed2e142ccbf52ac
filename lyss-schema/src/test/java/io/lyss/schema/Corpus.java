package io.lyss.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts such as people and programs write, made of invented words. */
final class Corpus {

  private static final List<String> SYLLABLES =
      List.of("ba", "ker", "lo", "mi", "pro", "sta", "tu", "ven", "ri", "con", "del", "an", "per");
  private static final List<String> ENDINGS = List.of("", "", "", "s", "ing", "ed", "ation", "ly");
  private static final List<String> SMALL =
      List.of("the", "of", "and", "is", "to", "in", "not", "it", "will", "don't");
  private static final List<String> BETWEEN =
      List.of(
          " ", " ", " ", ", ", ". ", "; ", " — ", "\n", "\t", "... ", " (", ") ", "’", "/",
          "\u00a0");

  /** The first and last letter of alphabets that are written with spaces. */
  private static final List<String> SPACED =
      List.of("ая", "αω", "ՙև", "את", "غي", "कह", "აჰ", "áÿ");

  /** Of those that are not. */
  private static final List<String> UNSPACED = List.of("กฮ", "ກຮ", "កអ", "ぁん", "ァヴ", "가힣", "ကအ");

  /** A soft hyphen, joiners, a mark of direction, variants, and a space of no width. */
  private static final List<String> UNSEEN =
      List.of("\u00ad", "\u200d", "\u2060", "\u200e", "\ufe0f", "\udb40\udd00", "\u200b");

  private final Random random;
  private final List<String> words = new ArrayList<>();
  private final List<String> han = new ArrayList<>();
  private final List<String> whole = new ArrayList<>();

  Corpus(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 900; i++) {
      words.add(joined(1 + random.nextInt(3), "", () -> any(SYLLABLES)));
      han.add(letters("一鿿", 1 + random.nextInt(3)));
    }
  }

  /** Addresses and names that stand in the texts, to be pasted as a whole. */
  List<String> whole() {
    return whole;
  }

  List<String> texts(int count) {
    List<Supplier<String>> kinds =
        List.of(
            this::prose,
            this::prose,
            this::code,
            this::log,
            this::chinese,
            this::mixed,
            this::addresses,
            this::otherScripts,
            this::wide,
            this::typeset);
    return IntStream.range(0, count).mapToObj(i -> kinds.get(i % kinds.size()).get()).toList();
  }

  private String prose() {
    return joined(
        10 + random.nextInt(40),
        null,
        () -> random.nextInt(3) == 0 ? any(SMALL) : word() + any(ENDINGS));
  }

  private String code() {
    return joined(
        3 + random.nextInt(8),
        "\n",
        () ->
            "%s.%s_%s(%s<%s> %s, %d, -%d.%d); // %s=%s"
                .formatted(
                    word(),
                    word(),
                    word(),
                    capital(word()),
                    capital(word()),
                    word(),
                    number(),
                    number(),
                    number(),
                    word(),
                    word()));
  }

  private String log() {
    return joined(
        2 + random.nextInt(5),
        "\n",
        () ->
            "2026-%02d-%02dT%02d:%02d:%02d.%03dZ [%s-%d] %s %s %s took=%dms size:%de%d id=%s #%x v%d.%d"
                .formatted(
                    number() % 12,
                    number() % 28,
                    number() % 24,
                    number() % 60,
                    number() % 60,
                    number(),
                    word(),
                    number(),
                    any(List.of("INFO", "WARN")),
                    ip(),
                    kept(word() + "." + word() + "." + capital(word())),
                    number(),
                    number(),
                    number(),
                    uuid(),
                    random.nextInt(),
                    number(),
                    number()));
  }

  private String chinese() {
    return joined(
        2 + random.nextInt(9),
        "，",
        () ->
            joined(1 + random.nextInt(5), "", () -> any(han))
                + any(List.of("", "。", "！", "「", "」")));
  }

  private String mixed() {
    return joined(
        3 + random.nextInt(9),
        "",
        () ->
            any(han)
                + any(List.of("", " ", "；", "（"))
                + word()
                + any(List.of("", "-4", " 42", "、"))
                + any(han));
  }

  private String addresses() {
    return joined(
        2 + random.nextInt(5),
        null,
        () ->
            word()
                + " "
                + kept(
                    switch (random.nextInt(6)) {
                      case 0 ->
                          "https://" + word() + "." + word() + "/" + word() + "?a=" + number();
                      case 1 -> word() + "." + word() + "+" + number() + "@" + word() + ".example";
                      case 2 -> "/" + word() + "/" + word() + "-" + number() + "." + word();
                      case 3 -> "C:\\" + word() + "\\" + capital(word());
                      case 4 -> word() + "-" + word() + "-" + number();
                      default -> "#" + word() + "_" + word();
                    })
                + any(List.of("", ".", "；", "]", ")", ">")));
  }

  private String otherScripts() {
    return joined(
        4 + random.nextInt(20),
        null,
        () ->
            random.nextInt(4) == 0
                ? letters(any(UNSPACED), 1 + random.nextInt(7))
                : letters(any(SPACED), 2 + random.nextInt(6)));
  }

  private String wide() {
    return prose()
        .codePoints()
        .map(c -> c > ' ' && c < 0x7f && random.nextInt(5) > 0 ? c + 0xfee0 : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** With what shows nothing inside of words, and between words where there are no spaces. */
  private String typeset() {
    return any(List.<Supplier<String>>of(this::prose, this::chinese, this::otherScripts))
        .get()
        .codePoints()
        .mapToObj(
            letter ->
                Character.isLetter(letter) && random.nextInt(4) == 0
                    ? Character.toString(letter) + any(UNSEEN)
                    : Character.toString(letter))
        .collect(Collectors.joining());
  }

  private String kept(String name) {
    whole.add(name);
    return name;
  }

  /** Some words are frequent, most are not. */
  private String word() {
    return words.get((int) (words.size() * Math.pow(random.nextDouble(), 3)));
  }

  private int number() {
    return (int) Math.pow(10, 3 * random.nextDouble());
  }

  private String uuid() {
    return kept(new UUID(random.nextLong(), random.nextLong()).toString());
  }

  private String ip() {
    return kept(number() % 256 + "." + number() % 256 + ".0." + number() % 256);
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private String letters(String firstAndLast, int count) {
    int first = firstAndLast.charAt(0);
    int span = firstAndLast.charAt(1) - first + 1;
    return joined(count, "", () -> Character.toString(first + random.nextInt(Math.min(span, 600))));
  }

  /**
   * @param between what stands between them; null for anything
   */
  private String joined(int count, String between, Supplier<String> part) {
    return IntStream.range(0, count)
        .mapToObj(i -> (i == 0 ? "" : between == null ? any(BETWEEN) : between) + part.get())
        .collect(Collectors.joining());
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
