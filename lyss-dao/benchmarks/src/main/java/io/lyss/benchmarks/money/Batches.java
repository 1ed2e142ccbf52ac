package io.lyss.benchmarks.money;

import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.Ids;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.provider.NewUsage;
import io.lyss.dao.provider.ProviderService;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Usage in batches of a thousand requests, against COPY into the same table with its keys. */
final class Batches {

  private static final int SIZE = 1000;
  private static final int SLICE = 4;
  private static final String COPY =
      "copy lyss_provider.usage_records (tenant_id, id, user_id, channel_id, model, counts,"
          + " prompt_tokens, completion_tokens, amount, recorded_at) from stdin (format csv)";

  private Batches() {}

  static void measure(Run run, Volume provider) throws SQLException {
    run.ratio(
        1 / 0.9,
        "usage in batches of 1,000, against COPY",
        provider.application(Batches::record),
        provider.owner(Batches::copy),
        SLICE);
  }

  private static Call record(DataSource source) {
    ProviderService service = ProviderService.over(source);
    return n ->
        service
            .asSystem("figures")
            .usage(Volume.uuid(1))
            .record(
                IntStream.range(0, SIZE)
                    .mapToObj(
                        i ->
                            NewUsage.of(
                                Volume.uuid(1 + i % 200),
                                Volume.uuid(10_001),
                                "model " + i % 10,
                                TokenCounts.of(100, 20)))
                    .toList());
  }

  private static Call copy(DataSource source) {
    return n -> {
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < SIZE; i++) {
        UUID id = Ids.next();
        Instant at = Volume.time(id);
        rows.append(Volume.uuid(1)).append(',').append(id);
        rows.append(',').append(Volume.uuid(1 + i % 200));
        rows.append(',').append(Volume.uuid(10_001)).append(",model ").append(i % 10);
        rows.append(",\"{\"\"input\"\": 100, \"\"output\"\": 20}\",100,20,120,");
        rows.append(at).append('\n');
      }
      try (Connection connection = source.getConnection()) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(COPY, new StringReader(rows.toString()));
      } catch (IOException e) {
        throw new SQLException("COPY failed", e);
      }
    };
  }
}
