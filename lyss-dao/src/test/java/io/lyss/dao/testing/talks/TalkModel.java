package io.lyss.dao.testing.talks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.testing.Paging;
import io.lyss.dao.testing.Seed;
import io.lyss.dao.testing.talks.Talks.Said;
import io.lyss.dao.testing.talks.Talks.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The same conversations in lists of Java. Whatever is appended, repeated, refused or read, the
 * database answers what the lists answer.
 */
public final class TalkModel<C> {

  /** A conversation as it has to be. */
  private static final class Talk {
    final List<Said> said = new ArrayList<>();
    // what a reader has read, who goes on from time to time
    int read;
    Cursor cursor = new Cursor(Instant.MIN, 0);
    // the later, the greater
    long active;
  }

  private final Talks<C> talks;
  private final Seed seed = new Seed();
  private final Random random = seed.random();
  private final Map<C, Talk> model = new HashMap<>();
  private final List<C> ids = new ArrayList<>();
  private final List<Integer> ages = new ArrayList<>();
  private long now;
  private int texts;

  public TalkModel(Talks<C> talks) {
    this.talks = talks;
    // no two conversations become equally old
    IntStream.range(1, 600).forEach(ages::add);
    Collections.shuffle(ages, random);
  }

  /** Takes random steps, and compares after each. */
  public void holds(int steps) {
    try {
      open();
      for (int i = 0; i < steps; i++) {
        step();
      }
      ids.forEach(this::readAll);
      list();
    } catch (AssertionError e) {
      throw new AssertionError(seed + ": " + e.getMessage(), e);
    }
  }

  private void step() {
    C id = ids.get(random.nextInt(ids.size()));
    Talk talk = model.get(id);
    switch (random.nextInt(10)) {
      case 0 -> open();
      case 1, 2, 3 -> append(id, talk);
      case 4 -> repeat(id, talk);
      case 5 -> refused(id, talk);
      case 6 -> readOn(id, talk);
      case 7 -> readAll(id);
      case 8 -> list();
      default -> age(id, talk);
    }
  }

  private void open() {
    C id = talks.open();
    Talk talk = new Talk();
    talk.active = ++now;
    model.put(id, talk);
    ids.add(id);
  }

  private Said fresh() {
    // ids in the order of time, and others
    return new Said(random.nextBoolean() ? Ids.next() : UUID.randomUUID(), "text " + texts++);
  }

  private void append(C id, Talk talk) {
    List<Said> said = IntStream.rangeClosed(0, random.nextInt(5)).mapToObj(i -> fresh()).toList();
    List<Stored> stored = talks.append(id, said);
    talk.said.addAll(said);
    talk.active = ++now;
    compare(stored, talk, talk.said.size() - said.size(), talk.said.size());
  }

  /** Some of what is stored, in any order. */
  private List<Said> some(Talk talk) {
    List<Said> some = new ArrayList<>(talk.said);
    Collections.shuffle(some, random);
    return some.isEmpty() ? some : some.subList(0, 1 + random.nextInt(Math.min(4, some.size())));
  }

  private void repeat(C id, Talk talk) {
    List<Said> again = some(talk);
    if (!again.isEmpty()) {
      assertThat(talks.append(id, again))
          .extracting(Stored::text)
          .isEqualTo(talk.said.stream().filter(again::contains).map(Said::text).toList());
    }
  }

  private void refused(C id, Talk talk) {
    List<Said> wrong = new ArrayList<>(some(talk));
    if (!wrong.isEmpty()) {
      Said one = wrong.get(0);
      switch (random.nextInt(3)) {
        case 0 -> wrong.add(fresh());
        case 1 -> wrong.add(one);
        default -> wrong.set(0, new Said(one.id(), "another text"));
      }
      assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> talks.append(id, wrong));
    }
  }

  private void readOn(C id, Talk talk) {
    int size = 1 + random.nextInt(6);
    List<Stored> page = talks.oldestFirst(id, PageRequest.first(size).after(talk.cursor)).items();
    compare(page, talk, talk.read, Math.min(talk.read + size, talk.said.size()));
    talk.read += page.size();
    if (!page.isEmpty()) {
      talk.cursor = page.get(page.size() - 1).cursor();
    }
  }

  private void readAll(C id) {
    Talk talk = model.get(id);
    int size = 1 + random.nextInt(8);
    List<Stored> all = Paging.all(size, page -> talks.oldestFirst(id, page));
    compare(all, talk, 0, talk.said.size());
    Collections.reverse(all);
    assertThat(Paging.all(size, page -> talks.newestFirst(id, page))).isEqualTo(all);
  }

  private static void compare(List<Stored> stored, Talk talk, int from, int to) {
    assertThat(stored)
        .extracting(Stored::text)
        .isEqualTo(talk.said.subList(from, to).stream().map(Said::text).toList());
    assertThat(stored)
        .extracting(Stored::sequence)
        .isEqualTo(IntStream.rangeClosed(from + 1, to).mapToObj(i -> (long) i).toList());
    assertThat(stored).extracting(Stored::at).isSorted();
  }

  private void list() {
    List<C> expected = new ArrayList<>(ids);
    expected.sort(Comparator.comparing((C id) -> model.get(id).active).reversed());
    assertThat(Paging.all(1 + random.nextInt(5), talks::byActivity)).isEqualTo(expected);
  }

  private void age(C id, Talk talk) {
    if (!ages.isEmpty()) {
      int days = ages.remove(ages.size() - 1);
      talks.age(id, Duration.ofDays(days + random.nextInt(800)), Duration.ofDays(days));
      talk.active = -days;
      // the reader begins anew, because the times in its cursor have changed
      talk.read = 0;
      talk.cursor = new Cursor(Instant.MIN, 0);
    }
  }
}
