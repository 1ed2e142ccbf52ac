package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.TestDatabases;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No host publishes what looks like an event of LYSS's own, whatever these are called. */
class ReservedWordsTest {

  private static final String UNRESERVED =
      """
      select distinct word
      from pg_proc as f
      cross join regexp_matches(
        regexp_replace(pg_get_functiondef(f.oid), '--[^\\n]*', '', 'g'),
        '''(?:([a-z_]+)\\.[a-z_]*|([a-z_]+):)''', 'g') as m
      cross join lateral coalesce(m[1], m[2]) as word
      where f.pronamespace = '${schema}'::regnamespace
        and pg_get_functiondef(f.oid) ~ '(publish|write)_event\\('
        and not ${schema}.is_reserved_for_events(word)
        and word <> 'app'
      """;

  private static List<String> unreserved(LyssDatabase kind, String change) {
    try (ThrowawayDatabase database = TestDatabases.migrated(kind)) {
      database.execute(change);
      return TestDatabases.rows(database, UNRESERVED.replace("${schema}", kind.defaultSchema()));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLATFORM")
  void everyTypeAndKeyBeginsWithOne(LyssDatabase kind) {
    assertThat(unreserved(kind, "select 1")).isEmpty();
    String other =
        """
        create function %1$s.f() returns void language plpgsql as $$
        begin
          perform %1$s.publish_event(null, 'house:' || 1, 'garden.grown');
        end $$
        """
            .formatted(kind.defaultSchema());
    assertThat(unreserved(kind, other)).containsExactly("garden", "house");
  }
}
