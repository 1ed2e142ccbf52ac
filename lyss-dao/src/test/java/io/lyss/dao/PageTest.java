package io.lyss.dao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
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
          .withMessage("A page has 1 to 1000 items, not " + size);
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
