package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final Cursor CURSOR = new Cursor(Instant.EPOCH, 7);

  @Test
  void aPageHasOneToAThousandItems() {
    for (int size : List.of(1, 2, 999, 1000)) {
      assertThat(PageRequest.first(size).size()).isEqualTo(size);
      assertThat(PageRequest.first(size).after()).isEmpty();
    }
    for (int size : List.of(Integer.MIN_VALUE, -1, 0, 1001, Integer.MAX_VALUE)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PageRequest.first(size))
          .withMessage("size is from 1 to 1000, not " + size);
    }
  }

  @Test
  void theNextPageHasTheSameSize() {
    PageRequest next = PageRequest.first(3).after(CURSOR);
    assertThat(next.size()).isEqualTo(3);
    assertThat(next.after()).contains(CURSOR);
  }

  @Test
  void thereIsANextPageOnlyIfMoreWasReadThanThePageHolds() {
    PageRequest request = PageRequest.first(3);
    for (int read = 0; read <= 4; read++) {
      List<Long> rows = LongStream.rangeClosed(1, read).boxed().toList();
      Page<Long> page = Page.of(rows, request, id -> new Cursor(Instant.EPOCH, id));
      assertThat(page.items()).isEqualTo(rows.subList(0, Math.min(read, 3)));
      assertThat(page.next().map(Cursor::number))
          .isEqualTo(read > 3 ? Optional.of(3L) : Optional.empty());
    }
  }

  /** A list of the numbers from 1, as a DAO has it. */
  private static Page<Long> numbers(int last, PageRequest request) {
    long after = request.after().map(Cursor::number).orElse(0L);
    List<Long> rows =
        LongStream.rangeClosed(after + 1, Math.min(last, after + request.size() + 1))
            .boxed()
            .toList();
    return Page.of(rows, request, id -> new Cursor(Instant.EPOCH, id));
  }

  @Test
  void aStreamGoesOverAllPagesAndReadsNoneBeforeItIsAskedFor() {
    for (int last = 0; last <= 7; last++) {
      int rows = last;
      List<PageRequest> read = new ArrayList<>();
      Stream<Long> all =
          Page.stream(
              3,
              request -> {
                read.add(request);
                return numbers(rows, request);
              });
      assertThat(read).isEmpty();
      assertThat(all).isEqualTo(LongStream.rangeClosed(1, rows).boxed().toList());
      assertThat(read).hasSize(Math.max(1, (rows + 2) / 3));
    }
    List<PageRequest> read = new ArrayList<>();
    assertThat(
            Page.stream(
                    3,
                    request -> {
                      read.add(request);
                      return numbers(100, request);
                    })
                .limit(4))
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(read).as("what is not asked for is not read").hasSize(2);
  }

  @Test
  void aStreamGoesOnAfterAnEmptyPageThatIsNotTheLast() {
    assertThat(
            Page.stream(
                5,
                request ->
                    request.after().isEmpty()
                        ? new Page<Long>(List.of(), Optional.of(CURSOR))
                        : new Page<>(List.of(8L), Optional.empty())))
        .containsExactly(8L);
  }

  @Test
  void aStreamRefusesWhatIsNoPage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Page.stream(0, request -> numbers(1, request)))
        .withMessageContaining("1 to 1000");
    assertThatNullPointerException().isThrownBy(() -> Page.stream(1, null)).withMessage("list");
  }

  @Test
  void aPageDoesNotChangeWithTheListItWasMadeFrom() {
    List<Long> rows = new ArrayList<>(List.of(1L, 2L));
    Page<Long> page = Page.of(rows, PageRequest.first(2), id -> CURSOR);
    rows.clear();
    assertThat(page.items()).containsExactly(1L, 2L);
    assertThatThrownBy(() -> page.items().add(3L))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
