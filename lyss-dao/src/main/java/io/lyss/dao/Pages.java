package io.lyss.dao;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The items of a list, page after page. A page is read when its first item is needed. */
final class Pages<T> implements Iterator<T> {

  private final Function<? super PageRequest, ? extends Page<T>> list;
  private Optional<PageRequest> next;
  private Iterator<T> items = Collections.emptyIterator();

  Pages(PageRequest first, Function<? super PageRequest, ? extends Page<T>> list) {
    this.next = Optional.of(first);
    this.list = Objects.requireNonNull(list, "list");
  }

  @Override
  public boolean hasNext() {
    // a page may be empty and yet not the last
    while (!items.hasNext() && next.isPresent()) {
      PageRequest request = next.get();
      Page<T> page = list.apply(request);
      next = page.next().map(request::after);
      items = page.items().iterator();
    }
    return items.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("There are no more items: ask hasNext() first");
    }
    return items.next();
  }
}
