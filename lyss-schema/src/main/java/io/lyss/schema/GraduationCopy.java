package io.lyss.schema;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/** One pass of copying: of all rows, or of those written since the pass before. */
final class GraduationCopy {

  private final GraduationSettings settings;
  private final GraduationConnections connections;
  private final GraduationSource source;

  GraduationCopy(GraduationSettings settings, GraduationConnections connections) {
    this.settings = settings;
    this.connections = connections;
    this.source = connections.source();
  }

  GraduationPass pass() throws SQLException {
    GraduationSource.State state = connections.state();
    if (state == null || state.since() == null || !state.tenant().equals(settings.tenant().id())) {
      List<String> refusals = GraduationPlan.of(settings, connections).refusals();
      if (!refusals.isEmpty()) {
        throw settings.refused(String.join("; ", refusals));
      }
    } else if (state.state().equals("finished")) {
      throw settings.refused("it is finished, and the tenant may have written");
    }
    connections.apply("begin_graduation", settings.tenant().id(), settings.tenant().currency());
    connections.tellOfTenant(connections.target(LyssDatabase.USER).createTenant(settings.tenant()));
    connections.apply("give_graduated_ids");
    GraduationSource.State begun = connections.begun();
    for (GraduationKind kind : GraduationKind.values()) {
      if (kind == GraduationKind.PRICES) {
        noteKinds();
      }
      if (kind.inBatches()) {
        copyBatches(begun, kind);
      } else {
        copyWhole(begun, kind);
      }
    }
    deleteGone();
    GraduationPass pass = passOf(begun);
    connections.apply("end_graduation_pass");
    return pass;
  }

  private void copyWhole(GraduationSource.State state, GraduationKind kind) throws SQLException {
    source.begin("read committed");
    boolean done = source.progress().containsKey(kind.label());
    source.rollback();
    if (done) {
      return;
    }
    source.begin("repeatable read, read only");
    List<String> columns = source.columns(kind);
    String query =
        "select %s from %s"
            .formatted(GraduationTarget.list(columns), source.rowsOf(kind, 0, null, null));
    long rows = 0;
    for (LyssDatabase database : kind.databases()) {
      GraduationTarget target = connections.target(database);
      if (kind == GraduationKind.CHANNELS) {
        Map<String, Long> types = target.providerTypes();
        Map<UUID, GraduatedChannel> decided =
            settings.decide(source.providers(settings.tenant().id()), types);
        rows = reading(query, from -> target.takeChannels(columns, from, decided, types));
      } else {
        rows = reading(query, from -> target.take(kind, columns, from));
      }
      target.commit();
    }
    source.rollback();
    note(state, kind, null, rows);
  }

  private void noteKinds() throws SQLException {
    Map<UUID, String> types = connections.target(LyssDatabase.PROVIDER).channelTypes();
    source.begin("read committed");
    String kinds = source.kinds(settings.tenant().id(), provider -> types.get(provider.channel()));
    source.rollback();
    connections.apply("note_graduated_kinds", kinds);
  }

  private void copyBatches(GraduationSource.State state, GraduationKind kind) throws SQLException {
    GraduationTarget target = connections.target(kind.databases().get(0));
    source.begin("read committed");
    List<String> columns = source.columns(kind);
    long after = source.until(kind);
    String last =
        source
            .column("select %s('%s')".formatted(source.named("graduating_last"), kind.label()))
            .get(0);
    long end = last == null ? 0 : Long.parseLong(last);
    if (kind.monthly()) {
      List<String> months =
          source.column(
              "select distinct m::text from %s('%s', %s) as m order by 1"
                  .formatted(source.named("graduating_months"), kind.label(), state.since()));
      target.makePartitions(kind, months);
    }
    source.rollback();
    while (after < end) {
      source.begin("repeatable read, read only");
      String found =
          source
              .column(
                  "select %s('%s', %d, %d, %s)"
                      .formatted(
                          source.named("graduating_until"),
                          kind.label(),
                          after,
                          settings.batch(),
                          state.since()))
              .get(0);
      if (found == null) {
        source.rollback();
        break;
      }
      long until = Math.min(Long.parseLong(found), end);
      String query =
          "select %s from %s"
              .formatted(
                  GraduationTarget.list(columns), source.rowsOf(kind, after, until, state.since()));
      long rows = reading(query, from -> target.take(kind, columns, from));
      target.commit();
      source.rollback();
      after = until;
      note(state, kind, after, rows);
    }
  }

  private void note(
      GraduationSource.State state, GraduationKind kind, @Nullable Long until, long rows)
      throws SQLException {
    connections.apply("note_graduated", kind.label(), until, rows);
    settings.listener().accept(passOf(state));
  }

  private GraduationPass passOf(GraduationSource.State state) throws SQLException {
    SortedMap<String, Long> rows = new TreeMap<>();
    source.begin("read committed");
    for (GraduationKind kind : GraduationKind.values()) {
      rows.put(kind.label(), 0L);
    }
    rows.putAll(source.progress());
    source.rollback();
    return new GraduationPass(state.pass(), rows);
  }

  private void deleteGone() throws SQLException {
    source.begin("read committed");
    List<String> gone =
        source.column("select t::text from " + source.named("graduated_and_gone") + "() as t");
    source.rollback();
    for (int from = 0; from < gone.size(); from += settings.batch()) {
      List<String> ids = gone.subList(from, Math.min(gone.size(), from + settings.batch()));
      connections.target(LyssDatabase.CHAT).deleteConversations(ids);
      connections.apply("forget_graduated", source.uuids(ids));
    }
  }

  private interface Taking {
    long from(CopyOut rows) throws SQLException;
  }

  /** Ends the copy in any case: otherwise its connection could be used for nothing else. */
  private long reading(String query, Taking taking) throws SQLException {
    CopyOut rows = source.copy(query);
    try {
      return taking.from(rows);
    } finally {
      if (rows.isActive()) {
        rows.cancelCopy();
      }
    }
  }
}
