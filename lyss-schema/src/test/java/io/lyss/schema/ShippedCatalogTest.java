package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The catalogs that are shipped are those that the migrations make. After a change of the SQL they
 * are written again, and a reviewer sees what has changed.
 */
class ShippedCatalogTest {

  private static final String REWRITE = "lyss.generated.rewrite";

  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", ""), "src/main/resources/io/lyss/schema/catalog");

  @ParameterizedTest
  @EnumSource
  void areWhatTheMigrationsMake(LyssDatabase kind) throws Exception {
    Path file = FOLDER.resolve(kind.name().toLowerCase(Locale.ROOT) + ".txt");
    try (ThrowawayDatabase database = migrated(kind);
        ReadingSession session = ReadingSession.open(database.dataSource(), kind.defaultSchema())) {
      String text = SchemaCatalog.read(session, kind.defaultSchema()).shippedText();
      if (Boolean.getBoolean(REWRITE)) {
        Files.writeString(file, text);
      }
      assertThat(Files.readString(file).lines())
          .as(
              "if it is to be so: mvn test -pl lyss-schema -am -Dtest=ShippedCatalogTest"
                  + " -Dsurefire.failIfNoSpecifiedTests=false -D%s",
              REWRITE)
          .containsExactlyElementsOf(text.lines().toList());
    }
  }
}
