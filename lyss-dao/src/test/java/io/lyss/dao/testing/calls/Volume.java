package io.lyss.dao.testing.calls;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.Set;

/**
 * Makes an empty database look, to the planner, as if its partitioned tables held three years of
 * months and a hundred million rows, and each other table five million: the planner goes by the
 * size of the files, which are lengthened here and take no room, and by how many rows it was told
 * of. Ids differ in each row, as does the last column of a key. Of other values it is told nothing,
 * so it takes each to be one of 200, as those of a large tenant and a heavy user are.
 */
final class Volume {

  private static final int MONTHS = 36;

  // Tables with one row, or with one row for each kind of something.
  static final Set<String> SMALL =
      Set.of("audit_watermark", "usage_watermark", "jobs", "provider_types", "permissions");

  private Volume() {}

  static void pretend(ThrowawayDatabase database, String schema) {
    database.execute(
        """
        set client_min_messages = error;
        set search_path = %1$s;
        select create_monthly_partition(
          p.partrelid::regclass, (date_trunc('month', now()) - make_interval(months => n))::date)
        from pg_partitioned_table as p
        join pg_class as c on c.oid = p.partrelid and c.relnamespace = '%1$s'::regnamespace
        cross join generate_series(2, %2$d) as n;
        create temporary table sizes as
        select
          c.oid, c.relkind, i.indrelid,
          case when t.relispartition then 100000000 / %2$d else 5000000 end as rows,
          -- some 60 rows of a page, and 200 entries
          case when t.relispartition then 100000000 / %2$d else 5000000 end
            / case c.relkind when 'r' then 60 else 200 end as pages
        from pg_class as c
        left join pg_index as i on i.indexrelid = c.oid
        join pg_class as t on t.oid = coalesce(i.indrelid, c.oid)
        where c.relnamespace = '%1$s'::regnamespace and c.relkind in ('r', 'i')
          and t.relname !~ '_default$'
          and t.relname <> all ('{%3$s}');
        update pg_class as c set reltuples = s.rows, relpages = s.pages from sizes as s
        where s.oid = c.oid;
        insert into pg_statistic
        select
          k.attrelid, k.attnum, inherited, 0, 16, -1,
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        from (
          select a.attrelid, a.attnum
          from pg_attribute as a
          join pg_class as c on c.oid = a.attrelid and c.relnamespace = '%1$s'::regnamespace
          where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
            and (a.attname = 'id' or exists (
              select from pg_index as i
              where i.indrelid = c.oid and i.indisunique and i.indpred is null
                and i.indkey[i.indnkeyatts - 1] = a.attnum))
        ) as k
        cross join unnest(array[false, true]) as inherited;
        copy (select pages::bigint * 8192, pg_relation_filepath(oid) from sizes)
        to program 'while read size path; do truncate -s $size $path; done';
        """
            .formatted(schema, MONTHS, String.join(",", SMALL)));
  }
}
