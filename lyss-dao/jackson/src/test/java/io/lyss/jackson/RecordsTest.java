package io.lyss.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.lyss.dao.Cursor;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Json;
import io.lyss.dao.Page;
import io.lyss.dao.session.Delivery;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** What goes to a browser and comes back, with both of Jackson's versions as hosts have them. */
class RecordsTest {

  enum Jackson {
    JACKSON_2 {
      private final ObjectMapper mapper =
          new ObjectMapper()
              .registerModules(new Jdk8Module(), new JavaTimeModule())
              .findAndRegisterModules()
              .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
              .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);

      @Override
      String write(Object value) throws IOException {
        return mapper.writeValueAsString(value);
      }

      @Override
      <T> T read(String json, Class<T> type) throws IOException {
        return mapper.readValue(json, type);
      }

      @Override
      String tree(Object value) {
        return mapper.valueToTree(value).path("metadata").path("price").asText();
      }
    },
    JACKSON_3 {
      private final JsonMapper mapper = JsonMapper.builder().findAndAddModules().build();

      @Override
      String write(Object value) {
        return mapper.writeValueAsString(value);
      }

      @Override
      <T> T read(String json, Class<T> type) {
        return mapper.readValue(json, type);
      }

      @Override
      String tree(Object value) {
        return mapper.valueToTree(value).path("metadata").path("price").asString();
      }
    };

    abstract String write(Object value) throws IOException;

    abstract <T> T read(String json, Class<T> type) throws IOException;

    abstract String tree(Object value);
  }

  record Noted(Json metadata, Optional<Cursor> next) {}

  @ParameterizedTest
  @EnumSource
  void jsonIsTheJsonThatItHoldsAndACursorIsItsToken(Jackson jackson) throws IOException {
    Noted noted = new Noted(AnyRecord.JSON, Optional.of(AnyRecord.CURSOR));

    assertThat(jackson.write(noted))
        .isEqualTo(
            "{\"metadata\":{\"price\":1.10,\"list\":[1,{\"huge\":1E+400},null,\"\u00e9\"]},\"next\":\""
                + AnyRecord.CURSOR.token()
                + "\"}");
    assertThat(jackson.tree(noted)).startsWith("1.1");
    Noted back = jackson.read(jackson.write(noted), Noted.class);
    assertThat(back.next()).contains(AnyRecord.CURSOR);
    assertThat(jackson.write(back.metadata())).isEqualTo(jackson.write(AnyRecord.JSON));
  }

  @ParameterizedTest
  @EnumSource
  void textsThatAreNoCursorOrNoJsonAreRefused(Jackson jackson) {
    for (String wrong : List.of("\"x\"", "7", "{}", "[]")) {
      assertThatThrownBy(() -> jackson.read(wrong, Cursor.class))
          .as(wrong)
          .hasMessageContaining("ursor");
    }
    for (String wrong : List.of("", "{", "{} {}", "no")) {
      assertThatThrownBy(() -> jackson.write(new Json(wrong))).as(wrong).isNotNull();
    }
  }

  /**
   * Every public record comes back as what it was, with nothing encoded twice. One with a secret in
   * it is refused, or written without the secret: only {@code reveal} returns it.
   */
  @TestFactory
  Stream<DynamicTest> records() throws Exception {
    List<Class<?>> types = publicRecords();
    assertThat(types).hasSizeGreaterThan(100);
    return types.stream()
        .flatMap(
            type ->
                Stream.of(Jackson.values())
                    .map(
                        jackson ->
                            DynamicTest.dynamicTest(
                                type.getName() + " " + jackson,
                                () -> thereAndBack(type, jackson))));
  }

  private static void thereAndBack(Class<?> type, Jackson jackson) throws Exception {
    Object record = AnyRecord.of(type);
    if (record.toString().contains("redacted")) {
      assertThat(writtenIfAtAll(record, jackson)).doesNotContain(AnyRecord.SECRET);
      return;
    }
    String written = jackson.write(record);
    assertThat(written).doesNotContain("\\\"");
    assertThat(jackson.write(jackson.read(written, type))).isEqualTo(written);
  }

  private static String writtenIfAtAll(Object record, Jackson jackson) {
    try {
      return jackson.write(record);
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static List<Class<?>> publicRecords() throws Exception {
    Path library = Path.of(Page.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(library)) {
      return publicRecords(library);
    }
    try (FileSystem jar = FileSystems.newFileSystem(library)) {
      return publicRecords(jar.getPath("/"));
    }
  }

  private static List<Class<?>> publicRecords(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && name.startsWith("io/lyss/dao/"))
          .filter(name -> !name.contains("/jooq/") && !name.contains("/internal/"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .sorted()
          .<Class<?>>map(RecordsTest::load)
          .filter(type -> type.isRecord() && Modifier.isPublic(type.getModifiers()))
          .filter(RecordsTest::isForJson)
          .toList();
    }
  }

  /** What reports failures to the host's own code contains exceptions, and stays in the process. */
  private static boolean isForJson(Class<?> type) {
    return type != FinishedCall.class
        && type != Delivery.class
        && type != Delivery.Failure.class
        && !type.getPackageName().endsWith("relay");
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, RecordsTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
