package io.lyss.dao.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.lyss.dao.Json;
import io.lyss.dao.internal.AllStatements;
import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.Whole;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/** The class files that are compiled against one version of jOOQ work with each of the others. */
@OneIn(3)
class JooqVersionsTest {

  private static final Path CLASSES = location(Json.class);

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The build copies them. */
  static Stream<Path> versions() throws IOException {
    try (Stream<Path> jars = Files.list(CLASSES.resolveSibling("jooq-versions"))) {
      return jars.sorted().toList().stream();
    }
  }

  private static List<Path> classFiles() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
  }

  /** The class path of a host that brings its own jOOQ, and what reads the statements there. */
  private static List<URL> withJooq(Path jar) {
    return Stream.concat(
            Stream.of(CLASSES, jar),
            Stream.of(
                    AllStatements.class,
                    NullMarked.class,
                    PGConnection.class,
                    UuidCreator.class,
                    // what jOOQ depends on itself
                    type("org.reactivestreams.Publisher"),
                    type("io.r2dbc.spi.ConnectionFactory"))
                .map(JooqVersionsTest::location))
        .map(JooqVersionsTest::url)
        .toList();
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thereAreThreeVersions() throws IOException {
    assertThat(versions().map(jar -> jar.getFileName().toString().replaceAll("\\.\\d+\\.jar", "")))
        .containsExactly("jooq-3.19", "jooq-3.20", "jooq-3.21");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void everyReferenceResolves(Path jooq) throws IOException {
    try (Linkage linkage = new Linkage(withJooq(jooq))) {
      for (Path file : classFiles()) {
        linkage.check(Files.readAllBytes(file));
      }
      assertThat(linkage.broken()).isEmpty();
      assertThat(linkage.references()).isGreaterThan(10_000);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  @Whole(
      "misses a statement that another jOOQ renders otherwise; everyReferenceResolves links with it")
  void everyStatementIsRenderedAlike(Path jooq) throws Exception {
    List<String> classes =
        classFiles().stream()
            .map(file -> CLASSES.relativize(file).toString())
            .filter(file -> !file.contains("jooq"))
            .map(file -> file.replace(".class", "").replace(File.separatorChar, '.'))
            .filter(name -> !name.endsWith("package-info"))
            .toList();
    Map<String, String> here = AllStatements.texts(classes);
    assertThat(here).hasSizeGreaterThanOrEqualTo(200);
    try (OldClassFiles other = new OldClassFiles(withJooq(jooq))) {
      Object there =
          other
              .loadClass(AllStatements.class.getName())
              .getMethod("texts", List.class)
              .invoke(null, classes);
      assertThat(there)
          .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
          .containsExactlyEntriesOf(here);
    }
  }
}
