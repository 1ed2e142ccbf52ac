package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.lyss.dao.testing.DistinctValues;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A record is copied by the positions of its components, which the compiler does not distinguish.
 */
class CopiersTest {

  /** The components that a method changes, where its name does not say which. */
  private static final Map<String, Set<String>> NAMED_OTHERWISE =
      Map.ofEntries(
          Map.entry("AuditFilter.between", Set.of("from", "to")),
          Map.entry("Consumption.withCost", Set.of("currency", "cost")),
          Map.entry("Consumption.withTiming", Set.of("timeToFirstTokenMs", "durationMs")),
          Map.entry("ModelSettings.withChannel", Set.of("providerChannelId")),
          Map.entry("Models.mapped", Set.of("mapping")),
          Map.entry("NewMemory.from", Set.of("source", "sourceId")),
          Map.entry("NewMessage.answeredBy", Set.of("modelUsed", "responseTimeMs")),
          Map.entry("NewMessage.withTokens", Set.of("tokenCount")),
          Map.entry("NewToken.withChannels", Set.of("restrictions")),
          Map.entry("NewToken.withModels", Set.of("restrictions")),
          Map.entry("NewUsage.withCost", Set.of("currency", "cost")),
          Map.entry("NewUsage.withTiming", Set.of("timeToFirstTokenMs", "durationMs")),
          Map.entry("TokenCounts.with", Set.of("byKind")),
          Map.entry("UnitPrices.with", Set.of("byLine")),
          Map.entry("UsageWindow.by", Set.of("bucket", "zone")));

  /** Their result depends on several arguments; they have tests of their own. */
  private static final Set<String> COUNTING = Set.of("TokenCounts.including", "UnitPrices.above");

  private static final List<String> SMALL_WORDS = List.of("at", "id", "ms");

  static List<Method> copiers() {
    return ArchitectureTest.CLASSES.stream()
        .filter(type -> !type.getPackageName().contains(".internal"))
        .filter(JavaClass::isRecord)
        .map(JavaClass::reflect)
        .filter(type -> Modifier.isPublic(type.getModifiers()))
        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
        .filter(CopiersTest::isCopier)
        .filter(copier -> !COUNTING.contains(nameOf(copier)))
        .sorted(Comparator.comparing(Method::toString))
        .toList();
  }

  private static boolean isCopier(Method method) {
    return method.getReturnType() == method.getDeclaringClass()
        && Modifier.isPublic(method.getModifiers())
        && !Modifier.isStatic(method.getModifiers());
  }

  @ParameterizedTest
  @MethodSource("copiers")
  void changesWhatItNamesAndNothingElse(Method copier) throws Exception {
    DistinctValues values = new DistinctValues();
    Object original = values.next(copier.getDeclaringClass());
    Object[] arguments =
        Arrays.stream(copier.getGenericParameterTypes()).map(values::next).toArray();
    Object copy = copier.invoke(original, arguments);

    List<RecordComponent> changed = new ArrayList<>();
    List<String> added = new ArrayList<>();
    for (RecordComponent component : copier.getDeclaringClass().getRecordComponents()) {
      List<String> before = parts(component.getAccessor().invoke(original));
      List<String> after = parts(component.getAccessor().invoke(copy));
      if (!after.equals(before)) {
        changed.add(component);
        after.removeAll(before);
        added.addAll(after);
      }
    }
    if (arguments.length > 0) {
      assertThat(added).as("what is there that was not").isEqualTo(parts(List.of(arguments)));
    }
    assertThat(changed)
        .as("what %s changes", nameOf(copier))
        .isNotEmpty()
        .allMatch(component -> isNamed(component, copier));
  }

  /** What a value consists of, in the order of the components: that of the arguments, too. */
  private static List<String> parts(Object value) throws ReflectiveOperationException {
    List<String> parts = new ArrayList<>();
    if (value instanceof Optional<?> optional) {
      return optional.isPresent() ? parts(optional.get()) : parts;
    } else if (value instanceof OptionalInt optional) {
      optional.ifPresent(number -> parts.add("" + number));
    } else if (value instanceof OptionalLong optional) {
      optional.ifPresent(number -> parts.add("" + number));
    } else if (value instanceof Collection<?> many) {
      for (Object one : many) {
        parts.addAll(parts(one));
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        parts.addAll(parts(entry.getKey()));
        parts.addAll(parts(entry.getValue()));
      }
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        parts.addAll(parts(component.getAccessor().invoke(value)));
      }
    } else {
      parts.add(value.toString());
    }
    return parts;
  }

  /** Found by the words in the names of the method and of its parameters. */
  private static boolean isNamed(RecordComponent component, Method copier) {
    Set<String> otherwise = NAMED_OTHERWISE.get(nameOf(copier));
    if (otherwise != null) {
      return otherwise.contains(component.getName());
    }
    List<String> said =
        Stream.concat(
                Stream.of(copier.getName()),
                Arrays.stream(copier.getParameters()).map(Parameter::getName))
            .flatMap(name -> words(name).stream())
            .toList();
    List<String> words = words(component.getName());
    if (words.size() > 1) {
      words.removeAll(SMALL_WORDS);
    }
    return said.containsAll(words);
  }

  private static String nameOf(Method copier) {
    return copier.getDeclaringClass().getSimpleName() + "." + copier.getName();
  }

  /** The first letters of each: what expires is named by "expiring". */
  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    for (String word : name.split("(?=[A-Z])")) {
      words.add(word.substring(0, Math.min(word.length(), 5)).toLowerCase(Locale.ROOT));
    }
    return words;
  }
}
