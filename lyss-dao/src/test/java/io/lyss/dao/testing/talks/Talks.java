package io.lyss.dao.testing.talks;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.Page;
import io.lyss.dao.PageRequest;
import io.lyss.dao.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The conversations of one user, in either database.
 *
 * @param <C> the id of a conversation
 */
public interface Talks<C> {

  /** What is to be appended; under the same id it is stored once. */
  record Said(UUID id, String text) {
    public static Said of(String text) {
      return new Said(Ids.next(), text);
    }
  }

  /** What is stored. */
  record Stored(long sequence, String text, Instant at) {
    public Cursor cursor() {
      return new Cursor(at, sequence);
    }
  }

  C open();

  List<Stored> append(C talk, List<Said> said);

  Page<Stored> oldestFirst(C talk, PageRequest page);

  Page<Stored> newestFirst(C talk, PageRequest page);

  /** The one active last first. */
  Page<C> byActivity(PageRequest page);

  /**
   * Makes it look as if the conversation had been opened at one age, and its messages been written
   * at even intervals up to another: a superuser writes the rows again with other times.
   */
  void age(C talk, Duration opened, Duration lastActive);

  /** The page, with each item mapped. */
  static <A, B> Page<B> map(Page<A> page, Function<A, B> item) {
    return new Page<>(page.items().stream().map(item).toList(), page.next());
  }

  /**
   * {@link #age} in a database.
   *
   * @param messages the table of messages, with its schema
   */
  static void age(
      TestDatabase database,
      String schema,
      String messages,
      Object talk,
      Duration opened,
      Duration lastActive) {
    database
        .database()
        .execute(
            """
            set search_path = %1$s;
            create temporary table moved as select * from %2$s where conversation_id = '%3$s';
            delete from %2$s where conversation_id = '%3$s';
            update conversations
            set created_at = current_timestamp - interval '%4$s',
              last_active_at = current_timestamp - interval '%5$s'
            where id = '%3$s';
            update moved as m
            set created_at = (c.last_active_at at time zone 'UTC'
              - (c.last_active_at - c.created_at) * (c.message_count - m.sequence) / c.message_count)
              at time zone 'UTC'
            from conversations as c
            where c.id = m.conversation_id;
            insert into %2$s overriding system value select * from moved;
            drop table moved;
            """
                .formatted(schema, messages, talk, opened, lastActive));
  }
}
