package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is computed for each row of usage, by the quickest way, is what a plainer way comes to. */
class UsageRowsTest {

  /** Versions of all kinds, and times from the first to the last that an id can hold. */
  private static final String TIMES =
      """
      select
        count(distinct i.id) as ids,
        count(*) filter (
          where %1$s.uuid_time(i.id) is distinct from
            case when i.version = 7 then to_timestamp(i.ms / 1000::double precision) end) as wrong
      from (
        select
          m.ms, v.version, (lpad(to_hex(m.ms), 12, '0') || to_hex(v.version) || repeat('f', 19))::uuid
        from (
          select (1::bigint << b.bit) - 1 from generate_series(0, 48) as b (bit)
          union
          select 1::bigint << b.bit from generate_series(0, 47) as b (bit)
          union
          select n.number * 7919 * 104729 * 1009 from generate_series(1::bigint, 300) as n (number)
        ) as m (ms)
        cross join generate_series(0, 15) as v (version)
      ) as i (ms, version, id)
      """;

  private static final String TOKENS =
      """
      select count(*) as requests, count(*) filter (
        where k.prompt_tokens <> c.prompt_tokens or k.completion_tokens <> c.completion_tokens) as wrong
      from (
        values
          ('{}'::jsonb, 0, 0),
          ('{"input": 3}', 3, 0),
          ('{"output": 4}', 0, 4),
          ('{"input": 3, "output": 4, "inputs": 10, "audio": 20}', 3, 4),
          ('{"input.cached": 3}', 3, 0),
          ('{"input": 1, "input.cached": 3, "input.cache_write.1h": 7, "output": 5, "output.reasoning": 6}', 11, 11),
          ('{"input.a": 1, "audio.input": 10, "outputs.output": 20}', 1, 0)
      ) as c (counts, prompt_tokens, completion_tokens)
      cross join lateral %s.token_totals(c.counts) as k
      """;

  @ParameterizedTest
  @EnumSource(names = {"PLATFORM", "PROVIDER"})
  void theTimeOfAnIdIsThatOfItsFirstBits(LyssDatabase kind) throws SQLException {
    hold(kind, TIMES, "ids", 6000);
  }

  @ParameterizedTest
  @EnumSource(names = {"PLATFORM", "PROVIDER"})
  void tokensOfAllKindsBelowInputAndOutputAddUp(LyssDatabase kind) throws SQLException {
    hold(kind, TOKENS, "requests", 7);
  }

  private static void hold(LyssDatabase kind, String query, String counted, int atLeast)
      throws SQLException {
    try (OwnedDatabase database = OwnedDatabase.with(kind, "");
        Connection connection = database.owner();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query.formatted(kind.defaultSchema()))) {
      row.next();
      assertThat(row.getInt(counted)).isGreaterThanOrEqualTo(atLeast);
      assertThat(row.getInt("wrong")).isZero();
    }
  }
}
