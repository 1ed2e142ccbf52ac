package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that is partitioned by month, which come for months without a partition: copies
 * of those that are there, with keys of their own.
 */
final class LateRows {

  /** Past the triggers, as replication writes; but for the one that keeps copies true. */
  private static final String PAST_TRIGGERS = "set local session_replication_role = replica; ";

  private static final String TIME =
      """
      select attname from pg_attribute as a
      join pg_partitioned_table as t on t.partrelid = a.attrelid and a.attnum = t.partattrs[0]
      where a.attrelid = ?::regclass
      """;

  /** What makes rows unique, beside the time and what says whose they are: an id, or a number. */
  private static final String UNIQUE =
      """
      select distinct format('%L, %s', a.attname,
        case when format_type(coalesce(nullif(y.typbasetype, 0), y.oid), null) = 'uuid' then 'u' else 'n' end)
      from pg_index as i
      join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
      join pg_type as y on y.oid = a.atttypid
      where i.indrelid = ?::regclass and i.indisunique
        and format_type(coalesce(nullif(y.typbasetype, 0), y.oid), null) in ('uuid', 'bigint')
        and not exists (
          select from pg_constraint as c
          where c.conrelid = i.indrelid and c.contype = 'f' and a.attnum = any (c.conkey))
        and a.attname <> 'tenant_id'
      """;

  /** A column that a test may change in all rows: a count, or what may be unknown. */
  private static final String CHANGED =
      """
      select format(case when a.attnotnull then '%I = %1$I + 1' else '%I = null' end, a.attname)
      from pg_attribute as a
      join pg_type as y on y.oid = a.atttypid
      where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
        and (not a.attnotnull or y.typcategory = 'N')
        and not exists (
          select from pg_constraint as c
          where c.conrelid = a.attrelid and c.contype in ('c', 'f', 'p') and a.attnum = any (c.conkey))
      order by not a.attnotnull, a.attnum
      limit 1
      """;

  private final Scoped superuser;
  private final String table;
  private final String time;
  private final String unique;
  private final String change;
  private int next = 1_000_000;

  LateRows(Scoped superuser, String table) throws SQLException {
    this.superuser = superuser;
    this.table = table;
    this.time = (String) superuser.value(TIME, table);
    List<String> made = new ArrayList<>();
    superuser.column(UNIQUE, table).forEach(column -> made.add((String) column));
    this.unique = String.join(", ", made);
    this.change = (String) superuser.value(CHANGED, table);
  }

  /** The column that says of which month a row is. */
  String time() {
    return time;
  }

  /** Every table of the database that is partitioned. */
  static List<String> tables(Scoped superuser) throws SQLException {
    return superuser
        .column(
            """
            select c.relname::text from pg_partitioned_table as t
            join pg_class as c on c.oid = t.partrelid
            where c.relnamespace = current_schema()::regnamespace
            order by 1
            """)
        .stream()
        .map(String::valueOf)
        .toList();
  }

  /** Adds rows, one an instant, from a time on: copies of one that meets a condition. */
  void add(int rows, String from, String like) throws SQLException {
    superuser.change(
        PAST_TRIGGERS
            + """
            insert into %1$s overriding system value
            select r.*
            from (%6$s order by (t).%2$s desc limit 1) as one
            cross join generate_series(%4$d, %4$d + %3$d - 1) as n
            cross join lateral (
              select '%5$s+00'::timestamptz + (n - %4$d) * interval '1 minute'
            ) as a (at)
            cross join lateral (
              select overlay(overlay(overlay(
                md5(n::text)
                placing lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') from 1)
                placing '7' from 13) placing '8' from 17)::uuid
            ) as i (u)
            cross join lateral jsonb_populate_record(
              one.t, jsonb_build_object('%2$s', at, %7$s)) as r
            """
                .formatted(table, time, rows, next, from, source(like), unique));
    next += rows;
  }

  /** Of a row that is there, or else of the one that {@link PartitionWork#prepare} has kept. */
  private String source(String like) throws SQLException {
    String source = "select t from %s as t where %s".formatted(table, like);
    boolean none = superuser.value("select exists (" + source + ")").equals(false);
    return none && superuser.value("select to_regclass(?)::text", "specimens." + table) != null
        ? "select t from (select jsonb_populate_record(null::%1$s, to_jsonb(s)) as t from specimens.%1$s as s) as one"
            .formatted(table)
        : source;
  }

  /** Adds rows of a month until a partition is larger than so many bytes. */
  void addUntil(String partition, int bytes, String from) throws SQLException {
    for (int day = 0; size(partition) <= bytes; day++) {
      assertThat(day).as("days").isLessThan(28);
      add(
          500,
          (String)
              superuser.value(
                  "select to_char(?::timestamp + ? * interval '1 day', 'YYYY-MM-DD HH24:MI')",
                  from,
                  day),
          "true");
    }
  }

  private long size(String partition) throws SQLException {
    return (long) superuser.value("select pg_relation_size(?::regclass)", partition);
  }

  /** Deletes every nth of the late rows. */
  int deleteEach(int nth) throws SQLException {
    return superuser.change(PAST_TRIGGERS + "delete from %s where %s".formatted(table, each(nth)));
  }

  /** Changes every nth of the late rows, but not its time. */
  int changeEach(int nth) throws SQLException {
    return superuser.change(
        PAST_TRIGGERS + "update %s set %s where %s".formatted(table, change, each(nth)));
  }

  /** Deletes what lies before a day. */
  int deleteBefore(String day) throws SQLException {
    return superuser.change(
        PAST_TRIGGERS + "delete from %s where %s < '%s 00:00+00'".formatted(table, time, day));
  }

  /** The statement that deletes the rows of an hour, for any connection. */
  String deletionOf(String hour) {
    return "delete from %1$s where date_trunc('hour', %2$s) = '%3$s:00+00'"
        .formatted(table, time, hour);
  }

  private String each(int nth) {
    return "extract(epoch from %1$s)::bigint / 60 %% %2$d = 0 and %1$s < '2021-01-01'"
        .formatted(time, nth);
  }

  /** All that is there, as text. */
  List<@Nullable Object> all() throws SQLException {
    return superuser.column(
        "select t::text collate \"C\" from %s as t order by 1".formatted(table));
  }

  /** How many rows are in the partition of their month. */
  Object inTheirMonth() throws SQLException {
    return superuser.value(
        """
        select count(*) from %s where tableoid
          = ('%1$s' || to_char(%s at time zone 'UTC', '_YYYY_MM'))::regclass
        """
            .formatted(table, time));
  }
}
