package io.lyss.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run writes to the page of figures. */
class PageTest {

  private static final Path SHIPPED = Path.of("../docs/figures.md");

  @TempDir private Path folder;

  private static Table table() {
    Table table = new Table();
    table.atMost(1.25, "a check", Measured.of(1.2));
    table.atMost(1.25, "a list", Measured.of(1.3));
    table.atLeast(0.75, "appends", Measured.of(0.4));
    table.atMost(1 / 0.9, "batches", Measured.of(1.0));
    table.known("a row", Measured.of(1, 2, 9));
    return table;
  }

  private Path page(String text) throws IOException {
    return Files.writeString(folder.resolve("page.md"), text);
  }

  @Test
  void saysWhatHoldsAndWhatIsMissed() throws IOException {
    Path page = page("Before.\n" + Page.BEGIN + "An earlier run.\n" + Page.END + "After.\n");
    Page.of(page).write("Here, today.", table());
    assertThat(page)
        .hasContent(
            "Before.\n"
                + Page.BEGIN
                + """

                Here, today.

                Of 4 figures that are promised, 2 hold, and 2 are missed.

                | figure | median (quartiles) | reach | |
                |---|---|---|---|
                | a check | 1.200 (1.200-1.200) | ≤ 1.25 | holds |
                | a list | 1.300 (1.300-1.300) | ≤ 1.25 | **missed** |
                | appends | 0.400 (0.400-0.400) | ≥ 0.75 | **missed** |
                | batches | 1.000 (1.000-1.000) | ≤ 1.111 | holds |
                | a row | 2.000 (1.000-9.000) |  |  |

                """
                + Page.END
                + "After.\n");
  }

  @Test
  void aPageIsWrittenAgain() throws IOException {
    Path page = page(Page.BEGIN + Page.END);
    Page.of(page).write("Yesterday.", table());
    String first = Files.readString(page);
    Page.of(page).write("Yesterday.", table());
    assertThat(page).hasContent(first);
  }

  @Test
  void aPageWithoutItsMarksIsRefusedBeforeTheRun() throws IOException {
    Path page = page("No marks.\n");
    assertThatThrownBy(() -> Page.of(page)).isInstanceOf(IllegalArgumentException.class);
    assertThat(page).hasContent("No marks.\n");
  }

  @Test
  void thePageOfTheDocumentsHasThem() throws IOException {
    assertThat(Page.of(SHIPPED)).isNotNull();
  }
}
