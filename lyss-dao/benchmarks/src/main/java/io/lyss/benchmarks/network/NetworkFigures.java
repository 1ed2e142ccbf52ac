package io.lyss.benchmarks.network;

import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Raw;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.benchmarks.text.TextFigures;
import io.lyss.dao.Ids;
import io.lyss.dao.Scope;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.provider.NewUsage;
import io.lyss.dao.provider.ProviderService;
import io.lyss.schema.LyssDatabase;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Group network: single calls against the same in plain JDBC, half a millisecond away, in elapsed
 * time. Each takes one round trip, so the rest is what LYSS adds.
 */
public final class NetworkFigures {

  private static final Duration ROUND_TRIP = Duration.ofNanos(500_000);
  private static final UUID TENANT = Volume.uuid(1);
  private static final UUID USER = Volume.uuid(2);
  private static final String INSERT =
      "insert into lyss_provider.usage_records (tenant_id, id, user_id, channel_id, model, counts,"
          + " prompt_tokens, completion_tokens, amount, recorded_at)"
          + " values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)";
  // the same columns
  private static final String ROW =
      """
      select id, user_id, title, model_name, provider_channel_id, system_prompt, temperature,
        max_tokens, status, forked_from, shared_count, message_count, token_usage, open_tool_calls,
        last_active_at, expires_at, deleted_at, created_at, updated_at
      from lyss_chat.conversations where tenant_id = ? and id = ? and user_id = ?""";

  private NetworkFigures() {}

  public static void measure(Run run) throws SQLException {
    if (!run.asks("network")) {
      return;
    }
    URI server = URI.create(run.server().url("postgres").substring("jdbc:".length()));
    try (Distance distance = new Distance(server.getHost(), server.getPort(), ROUND_TRIP)) {
      Volume provider =
          Volume.empty(run.server(), LyssDatabase.PROVIDER, "network").at(distance.port());
      run.time(
          1.10,
          "recording a request, 0.5 ms away, against an insert",
          provider.application(NetworkFigures::record),
          provider.owner(NetworkFigures::insert));
      Volume chat = TextFigures.chat(run).at(distance.port());
      run.time(
          1.05,
          "a conversation by its id, 0.5 ms away, against a select",
          chat.application(NetworkFigures::conversation),
          chat.owner(
              db ->
                  Raw.query(
                      db,
                      ROW,
                      n ->
                          List.of(
                              TENANT,
                              Volume.uuid(TextFigures.youngConversation(n)),
                              Volume.uuid(TextFigures.user(n))))));
    } catch (IOException e) {
      throw new IllegalStateException("There is no way to the server", e);
    }
  }

  private static Call record(DataSource source) {
    ProviderService service = ProviderService.over(source);
    return n ->
        service
            .asSystem("figures")
            .usage(TENANT)
            .record(NewUsage.of(USER, USER, "figures", TokenCounts.of(100, 20)));
  }

  private static Call insert(DataSource source) {
    return Raw.change(
        source,
        INSERT,
        n -> {
          UUID id = Ids.next();
          return List.of(
              TENANT,
              id,
              USER,
              USER,
              "figures",
              "{\"input\": 100, \"output\": 20}",
              100L,
              20L,
              120L,
              Volume.time(id).atOffset(ZoneOffset.UTC));
        });
  }

  private static Call conversation(DataSource source) {
    ChatService service = ChatService.over(source);
    return n ->
        service
            .asUser(Scope.TenantUser.of(TENANT, Volume.uuid(TextFigures.user(n))))
            .conversations()
            .get(Volume.uuid(TextFigures.youngConversation(n)));
  }
}
