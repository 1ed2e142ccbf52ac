package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is about persons is declared, for every column of every table. */
class PersonalDataTest {

  private static final String UNDECLARED =
      """
      with declared as (
        select t.table_name, c.name
        from ${schema}.personal_tables() as t
        cross join unnest(t.personal || t.secret || t.other) as c (name)
      ), there as (
        select c.relname::text as table_name, a.attname::text as name
        from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition
      )
      select table_name, name || ' is not declared' from (
        select * from there except select * from declared) as missing
      union all
      select table_name, name || ' is declared and not there' from (
        select * from declared except select * from there) as gone
      union all
      select table_name, name || ' is declared twice' from declared
      group by table_name, name having count(*) > 1
      """;

  /** Declarations that contradict the table or each other. */
  private static final String CONTRADICTIONS =
      """
      select t.table_name, fault
      from ${schema}.personal_tables() as t
      cross join lateral (
        values
          ('has personal columns, and does not say what becomes of them',
            t.erasure is null and t.personal || t.secret <> '{}'),
          ('says what becomes of nothing', t.erasure is not null and t.personal || t.secret = '{}'),
          ('has an erasure that nobody knows',
            t.erasure not in ('delete', 'anonymise', 'keep')),
          ('erases rows, and does not say whose they are',
            t.erasure in ('delete', 'anonymise') and (t.person is null or t.keys is null)),
          ('replaces columns, or does not, against what it says',
            (t.erasure is not distinct from 'anonymise') <> (t.replaced <> '{}')),
          ('keeps something without a reason',
            t.reason is null and exists (
              select from ${schema}.personal_data() as d
              where d.table_name = t.table_name and d.erasure = 'keep')),
          ('has a parent that is not there, or comes before it',
            t.parent is not null and not exists (
              select from ${schema}.personal_tables() as p
              where p.table_name = t.parent and p.number > t.number and cardinality(p.keys) = 1))
      ) as f (fault, is_so)
      where f.is_so
      """;

  private static List<String> faults(LyssDatabase kind, ThrowawayDatabase database, String query) {
    return rows(database, query.replace("${schema}", kind.defaultSchema()));
  }

  @ParameterizedTest
  @EnumSource
  void everyColumnIsDeclared(LyssDatabase kind) {
    try (ThrowawayDatabase database = migrated(kind)) {
      assertThat(faults(kind, database, UNDECLARED))
          .as("declare in %s/R__041_own_personal_data.sql", kind.locations())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void declarationsDoNotContradictThemselves(LyssDatabase kind) {
    try (ThrowawayDatabase database = migrated(kind)) {
      assertThat(faults(kind, database, CONTRADICTIONS)).isEmpty();
    }
  }

  @Test
  void aColumnThatWasAddedAndNotDeclaredIsNoticed() {
    try (ThrowawayDatabase database = migrated(LyssDatabase.CHAT)) {
      database.execute("alter table lyss_chat.conversations add column nickname text");

      assertThat(faults(LyssDatabase.CHAT, database, UNDECLARED))
          .containsExactly("conversations|nickname is not declared");
    }
  }

  /** A foreign key, a scope and a search each rest on an id of a person; none is overlooked. */
  @ParameterizedTest
  @EnumSource
  void everyIdOfAPersonIsPersonal(LyssDatabase kind) {
    try (ThrowawayDatabase database = migrated(kind)) {
      assertThat(
              rows(
                  database,
                  "select table_name, column_name from %s.personal_data()"
                          .formatted(kind.defaultSchema())
                      + " where column_name ~ '^(user|actor|owner)_id$|_by$' and kind = 'other'"
                      + " and table_name || '.' || column_name <> all ('{budgets.set_by,"
                      + "lyss_schema_history.installed_by,user_memories.superseded_by}')"))
          .isEmpty();
    }
  }
}
