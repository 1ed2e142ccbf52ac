package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs histories in the ledger of one tenant, each in a transaction that is rolled back, and
 * compares what the database shows after each step with what the model says. On Citus each step and
 * each look at the ledger is a transaction of its own, because different roles make them.
 */
final class LedgerRun implements AutoCloseable {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");

  private final TestProviders providers;
  private final Connection connection;

  /**
   * A new tenant for each history, so that no query reads the rows that were rolled back before.
   */
  private UUID tenant = UUID.randomUUID();

  LedgerRun(TestProviders providers) throws SQLException {
    this.providers = providers;
    connection = providers.database().dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set search_path = lyss_provider, public");
    }
    connection.setAutoCommit(false);
  }

  /** Puts what runs the steps into the database. */
  static void install(TestProviders providers) throws IOException {
    try (InputStream sql = LedgerRun.class.getResourceAsStream("ledger_model.sql")) {
      providers.database().execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  /** Where database and model first differ, after the least history that shows it. */
  Optional<String> difference(LedgerHistory history) throws SQLException {
    if (failure(history).isEmpty()) {
      return Optional.empty();
    }
    LedgerHistory least = shrunk(history);
    return Optional.of(told(least) + failure(least).orElseThrow());
  }

  private static String told(LedgerHistory history) {
    StringBuilder text = new StringBuilder();
    history
        .steps()
        .forEach(
            timed ->
                text.append(LedgerPeriods.instant(timed.at()))
                    .append(' ')
                    .append(timed.step())
                    .append('\n'));
    return text.toString();
  }

  /** A history from which no step can be left out. */
  private LedgerHistory shrunk(LedgerHistory history) throws SQLException {
    List<LedgerHistory.Timed> steps = history.steps();
    int size = steps.size() / 2;
    while (size > 0) {
      boolean shrank = false;
      for (int from = 0; from + size <= steps.size(); ) {
        List<LedgerHistory.Timed> fewer = new ArrayList<>(steps);
        fewer.subList(from, from + size).clear();
        if (failure(new LedgerHistory(fewer)).isPresent()) {
          steps = fewer;
          shrank = true;
        } else {
          from += size;
        }
      }
      size = size == 1 && shrank ? 1 : size / 2;
    }
    return new LedgerHistory(steps);
  }

  /** Where database and model first differ. */
  private Optional<String> failure(LedgerHistory history) throws SQLException {
    if (history.steps().isEmpty()) {
      return Optional.empty();
    }
    List<String> lines;
    try {
      tenant = UUID.randomUUID();
      lines = run(history);
    } catch (SQLException e) {
      connection.rollback();
      return Optional.of(e.getMessage());
    }
    LedgerModel model = new LedgerModel();
    List.of("T0", "T1", "T2", "C0", "C1")
        .forEach(
            subject -> {
              model.limits.quotas.put(subject, LedgerModel.UNLIMITED);
              model.limits.rates.put(subject, 60 * LedgerModel.ONE);
            });
    int line = 0;
    List<String> balances = List.of();
    for (LedgerHistory.Timed timed : history.steps()) {
      model.limits.now = timed.at();
      Set<String> answers = timed.step().apply(model);
      String answer = lines.get(line++).substring(2);
      int end = line + lines.subList(line, lines.size()).indexOf(".");
      if (lines.get(line).startsWith("n")) {
        balances = lines.get(line++).lines().skip(1).toList();
      }
      List<String> shown = lines.subList(line, end);
      line = end + 1;
      try {
        if (answers.isEmpty()) {
          assertThat(answer).doesNotStartWith("error");
        } else {
          assertThat(answer).isIn(answers);
        }
        model.counters.compare(balances);
        if (timed.whole()) {
          model.compareWhole(shown, timed.user(), timed.token(), timed.channel(), timed.model());
        }
      } catch (AssertionError e) {
        return Optional.of("at " + timed + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private List<String> run(LedgerHistory history) throws SQLException {
    List<LedgerHistory.Timed> steps = history.steps();
    Map<String, String> names = names(steps);
    execute(setup(providers, tenant));
    if (TestDatabase.ON_CITUS) {
      return runApart(steps, names);
    }
    try (PreparedStatement run =
        connection.prepareStatement("select * from model.run(?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      run.setObject(1, tenant);
      run.setArray(
          2,
          array(
              "timestamptz",
              steps.stream().map(s -> LedgerPeriods.instant(s.at()).toString()).toList()));
      run.setArray(3, array("text", steps.stream().map(s -> s.step().scope()).toList()));
      run.setArray(4, array("text", steps.stream().map(s -> inTenant(s.step().sql())).toList()));
      run.setArray(5, array("text", steps.stream().map(s -> LedgerStep.user(s.user())).toList()));
      run.setArray(6, array("uuid", ids(steps, LedgerHistory.Timed::token)));
      run.setArray(7, array("uuid", ids(steps, LedgerHistory.Timed::channel)));
      run.setArray(8, array("text", steps.stream().map(LedgerHistory.Timed::model).toList()));
      run.setArray(
          9,
          connection.createArrayOf(
              "boolean", steps.stream().map(LedgerHistory.Timed::whole).toArray()));
      List<String> lines = new ArrayList<>();
      try (ResultSet rows = run.executeQuery()) {
        while (rows.next()) {
          lines.add(named(rows.getString(1), names));
        }
      }
      return lines;
    } finally {
      connection.rollback();
    }
  }

  /** What {@code model.run} returns, of transactions that are committed. */
  private List<String> runApart(List<LedgerHistory.Timed> steps, Map<String, String> names)
      throws SQLException {
    connection.commit();
    List<String> lines = new ArrayList<>();
    for (LedgerHistory.Timed timed : steps) {
      String at = LedgerPeriods.instant(timed.at()).toString();
      ask(
          lines,
          names,
          "select model.answer(?::uuid, ?::timestamptz, ?, ?)",
          tenant.toString(),
          at,
          timed.step().scope(),
          inTenant(timed.step().sql()));
      ask(lines, names, "select E'n\\n' || model.counted(?::uuid)", tenant.toString());
      if (timed.whole()) {
        ask(
            lines,
            names,
            "select model.rest(?::uuid, ?::timestamptz, ?, ?::uuid, ?::uuid, ?)",
            tenant.toString(),
            at,
            LedgerStep.user(timed.user()),
            timed.token().map(LedgerStep::id).map(UUID::toString).orElse(null),
            timed.channel().map(LedgerStep::id).map(UUID::toString).orElse(null),
            timed.model());
      }
      lines.add(".");
    }
    // the holds of the next history expire without these
    execute(
        "delete from lyss_provider.quota_reservations where tenant_id = '%s'".formatted(tenant));
    connection.commit();
    return lines;
  }

  private void ask(
      List<String> lines, Map<String, String> names, String query, @Nullable String... arguments)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lines.add(named(rows.getString(1), names));
        }
      }
    }
    connection.commit();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Makes channels, tokens and prices of a tenant. */
  static String setup(TestProviders providers, UUID tenant) {
    return SETUP.formatted(
        tenant,
        providers.openai(),
        LedgerStep.id("U0"),
        LedgerStep.id("U1"),
        LedgerStep.id("T0"),
        LedgerStep.id("T1"),
        LedgerStep.id("T2"),
        LedgerStep.id("C0"),
        LedgerStep.id("C1"));
  }

  private static final String SETUP =
      """
      set local search_path = lyss_provider, public;
      insert into provider_channels
        (tenant_id, id, name, type, key, config_scope, models, rate_limit)
      select '%1$s', v.id::uuid, v.id, %2$d,
        'aes256gcm:k1:bm9uY2Vub25jZW5vbmNlY2lwaGVydGV4dHRhZ3RhZ3RhZw==', 'tenant', '["m", "n"]', 60
      from (values ('%8$s'), ('%9$s')) as v (id);
      insert into model.prices (tenant_id, model, currency, price)
      values ('%1$s', 'm', 'USD', 1000), ('%1$s', 'n', 'EUR', 2000);
      insert into user_tokens
        (tenant_id, id, user_id, name, key_hash, pepper_id, key_prefix, rate_limit)
      select '%1$s', v.id::uuid, v.user_id::uuid, v.id, repeat(md5(v.id), 2), '0123abcd', 'abcd', 60
      from (values ('%5$s', '%3$s'), ('%6$s', '%3$s'), ('%7$s', '%4$s')) as v (id, user_id);
      """;

  private String inTenant(String sql) {
    return inTenant(tenant, sql);
  }

  /** A statement of a step, in another tenant than that of the steps. */
  static String inTenant(UUID tenant, String sql) {
    return sql.replace(LedgerStep.TENANT.toString(), tenant.toString());
  }

  private static List<UUID> ids(
      List<LedgerHistory.Timed> steps, Function<LedgerHistory.Timed, Optional<String>> named) {
    return steps.stream().map(step -> named.apply(step).map(LedgerStep::id).orElse(null)).toList();
  }

  private Array array(String type, List<?> of) throws SQLException {
    return connection.createArrayOf(type, of.toArray());
  }

  private Map<String, String> names(List<LedgerHistory.Timed> steps) {
    Map<String, String> names = new HashMap<>();
    names.put(tenant.toString(), LedgerModel.TENANT);
    LedgerStep.names().forEach(name -> names.put(LedgerStep.id(name).toString(), name));
    for (LedgerHistory.Timed timed : steps) {
      if (timed.step() instanceof LedgerRequest.Reserve reserve) {
        names.put(LedgerStep.id(reserve.id()).toString(), reserve.id());
      } else if (timed.step() instanceof LedgerSetting.CreateBudget create) {
        names.put(LedgerStep.id(create.name()).toString(), create.name());
      }
    }
    return names;
  }

  private static String named(String line, Map<String, String> names) {
    Matcher ids = ID.matcher(line);
    return ids.replaceAll(id -> names.getOrDefault(id.group(), id.group()));
  }
}
