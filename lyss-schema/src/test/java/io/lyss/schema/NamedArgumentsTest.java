package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two arguments of one type that have changed places are an error that nothing notices. So a call
 * of a function of LYSS with many of them names them.
 */
class NamedArgumentsTest {

  /** So many arguments are counted at a glance; of more, nobody sees which is which. */
  private static final int MANY = 5;

  @ParameterizedTest
  @EnumSource
  void argumentsThatCouldBeSwappedAreNamed(LyssDatabase kind) {
    try (ThrowawayDatabase database = migrated(kind)) {
      assertThat(swappable(database, kind.defaultSchema())).isEmpty();
    }
  }

  @Test
  void aCallByPositionIsNoticedWhereverItStands() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute(
          """
          set search_path = lyss_platform;
          create function many(a text, b text, c integer, d bigint, e date, f date default null)
          returns boolean language sql as 'select true';
          create function different(a text, b integer, c bigint, d date, e uuid)
          returns boolean language sql as 'select true';
          create function few(a text, b text, c text, d text) returns text language sql as 'select a';
          create function bad_body() returns boolean language plpgsql as $$
          begin
            -- many(a => 'x', it's a comment
            return true and many(few('a,', 'b''(', 'c', 'd'), 'b', (1 + 2), (array[3, 4])[1], null);
          end
          $$;
          create function bad_argument() returns boolean language sql as $$
            select different('a', 1, 2, null, case when many('a', 'b', 1, 2, null, null) then null::uuid end)
          $$;
          create function bad_beginning() returns boolean language sql as
            'select many(''a'', ''b'', d => 1, c => 2, e => null)';
          create function bad_parsed() returns boolean language sql
            return many('a', 'b', 1, 2, null);
          create view bad_view as select lyss_platform.many('a', 'b', 1, 2, null) as many;
          create function good() returns boolean language plpgsql as $$
          begin
            perform 'many(1, 2, 3, 4, 5)', few('a', 'b', 'c', 'd');
            perform different('a', 1, 2, null, null);
            perform many('a', c => 1, b => 'b', d => 1, e => null);
            return many(a => 'a', b => 'b', c => 1, d => 2, e => null);
          end
          $$;
          """);
      assertThat(swappable(database, "lyss_platform"))
          .containsExactlyInAnyOrder(
              "bad_body: many",
              "bad_argument: many",
              "bad_beginning: many",
              "bad_parsed: many",
              "bad_view: many");
    }
  }

  /** Who calls which function of the schema, by positions of which two have one type. */
  private static List<String> swappable(ThrowawayDatabase database, String schema) {
    Map<String, List<List<String>>> types =
        TestDatabases.rows(
                database,
                """
                select proname, array_to_string(proargtypes::oid[], ',')
                from pg_proc where pronamespace = '%s'::regnamespace
                """
                    .formatted(schema))
            .stream()
            .map(row -> row.split("\\|", 2))
            .collect(
                Collectors.groupingBy(
                    row -> row[0],
                    Collectors.mapping(
                        row -> Arrays.asList(row[1].split(",")), Collectors.toList())));
    return TestDatabases.rows(
            database,
            """
            select proname, coalesce(pg_get_function_sqlbody(oid), prosrc)
            from pg_proc where pronamespace = '%1$s'::regnamespace
            union all
            select relname, pg_get_viewdef(oid)
            from pg_class where relnamespace = '%1$s'::regnamespace and relkind in ('v', 'm')
            """
                .formatted(schema))
        .stream()
        .map(row -> row.split("\\|", 2))
        .flatMap(
            row ->
                CallText.in(row[1]).stream()
                    .filter(call -> couldBeSwapped(call, types))
                    .map(call -> row[0] + ": " + call.name()))
        .distinct()
        .toList();
  }

  private static boolean couldBeSwapped(CallText call, Map<String, List<List<String>>> types) {
    return call.count() >= MANY
        && types.getOrDefault(call.name(), List.of()).stream()
            .filter(of -> of.size() >= call.count())
            .map(of -> of.subList(0, call.positional()))
            .anyMatch(of -> new HashSet<>(of).size() < of.size());
  }
}
