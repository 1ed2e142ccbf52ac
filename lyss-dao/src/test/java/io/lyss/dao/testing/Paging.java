package io.lyss.dao.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a list page by page, as a client does that is handed tokens. */
public final class Paging {

  private Paging() {}

  public static <T> List<T> all(int size, Function<PageRequest, Page<T>> list) {
    return all(size, list, () -> {});
  }

  /**
   * @param meanwhile what happens between two pages
   */
  public static <T> List<T> all(int size, Function<PageRequest, Page<T>> list, Runnable meanwhile) {
    List<T> items = new ArrayList<>();
    Page<T> page = list.apply(PageRequest.first(size));
    while (page.next().isPresent()) {
      assertThat(page.items()).hasSize(size);
      items.addAll(page.items());
      meanwhile.run();
      Cursor cursor = Cursor.parse(page.next().get().token());
      page = list.apply(PageRequest.first(size).after(cursor));
      assertThat(page.next()).as("the next page ends elsewhere").isNotEqualTo(Optional.of(cursor));
    }
    assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
    items.addAll(page.items());
    return items;
  }
}
