package io.lyss.dao.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedNamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "where a.id = ?|where a.id operator(pg_catalog.=) ?",
        "where (a.x, a.y) < (?, ?)|where (a.x, a.y) operator(pg_catalog.<) (?, ?)",
        "a.id = any (cast(? as int[]))|a.id operator(pg_catalog.=) any (cast(? as int[]))",
        "select count(*)|select pg_catalog.count(*)",
        "to_jsonb(cast(? as text[]))|pg_catalog.to_jsonb(cast(? as pg_catalog.text[]))",
        "cast(? as text[])::jsonb[]|cast(? as pg_catalog.text[])::pg_catalog.jsonb[]",
      })
  void namesOfPostgresHaveTheirSchema(String sql, String pinned) {
    assertThat(PinnedNames.in(sql)).isEqualTo(pinned);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update a set x = ?, y = a.x where",
        "on conflict (x) do update set x = excluded.x",
        "s.f(p_x => ?, p_y := s.a.x)",
        "values ('a = b::text', \"a=b\", 'it''s -')",
        "/* a = lower(b) */",
        "cast(? as timestamp with time zone), cast(? as bigint)",
        "coalesce(a.x, 1), extract(epoch from a.x), array(select 1)",
        "pg_catalog.quote_ident(?)::pg_catalog.text",
        "select a.x as took from s.f() as f",
      })
  void allOtherTextIsLeftAsItIs(String sql) {
    assertThat(PinnedNames.in(sql)).isEqualTo(sql);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.x in (?, ?)", "nullif(a.x, 0)", "a.x like ?", "a.x between 1 and 2"})
  void operatorsThatCannotBeNamedAreRefused(String sql) {
    assertThatIllegalStateException()
        .isThrownBy(() -> PinnedNames.in(sql))
        .withMessageContaining("with an operator");
  }

  @Test
  void anAssignmentAndAComparisonDiffer() {
    assertThat(PinnedNames.in("update a set x = (a.y = ?), z = ? where a.x = ?"))
        .isEqualTo(
            "update a set x = (a.y operator(pg_catalog.=) ?), z = ?"
                + " where a.x operator(pg_catalog.=) ?");
  }
}
