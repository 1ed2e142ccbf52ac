package io.lyss.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * Makes an organisation, which has a platform database of its own, a tenant of the five service
 * databases: its users, providers as channels, distributions as memberships of groups,
 * conversations with their messages, usage with its corrections, and legal holds. What stays behind
 * or has another form there, {@link #plan()} tells.
 *
 * <pre>{@code
 * LyssGraduation graduation =
 *     LyssGraduation.of(platform, services, tenant).channels(this::channel);
 * graduation.plan();   // what will be copied, what has no counterpart, and what is in the way
 * graduation.copy();   // as long as that takes, while the organisation works
 * graduation.copy();   // what was written meanwhile: again, until little is left
 * graduation.close();  // from here on the organisation writes nothing
 * graduation.finish(); // the last pass and a comparison; then the tenant is open
 * }</pre>
 *
 * <p>All of it can be killed at any time and called again: it goes on where it was, and the result
 * is the same. Until it is finished the tenant is suspended, so nobody works in it. {@link
 * #reopen()} lets the organisation go on where it is.
 *
 * <p>A row has the same id there whenever it is copied; {@link #newId} and the table {@code
 * graduated_ids} tell it, also afterwards.
 *
 * <p>The login of the platform database is its owner's, or a member's of that, and reads past the
 * policies; those of the services are as bootstrap/050_tenants.sql makes them, and may make
 * temporary tables. Rows stream through, a batch a transaction. Immutable and thread-safe; of two
 * that work on one organisation, the second is refused.
 */
public final class LyssGraduation {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final List<LyssDatabase> SERVICES =
      List.of(
          LyssDatabase.USER,
          LyssDatabase.PROVIDER,
          LyssDatabase.CHAT,
          LyssDatabase.MEMORY,
          LyssDatabase.SHARED);

  private final DataSource platform;
  private final Map<LyssDatabase, DataSource> services;
  private final GraduatingTenant tenant;
  private final Map<LyssDatabase, String> schemas;
  private final @Nullable Function<GraduatingProvider, GraduatedChannel> channels;
  private final int batch;
  private final Duration patience;
  private final Consumer<GraduationPass> listener;

  private LyssGraduation(
      DataSource platform,
      Map<LyssDatabase, DataSource> services,
      GraduatingTenant tenant,
      Map<LyssDatabase, String> schemas,
      @Nullable Function<GraduatingProvider, GraduatedChannel> channels,
      int batch,
      Duration patience,
      Consumer<GraduationPass> listener) {
    this.platform = platform;
    this.services = services;
    this.tenant = tenant;
    this.schemas = schemas;
    this.channels = channels;
    this.batch = batch;
    this.patience = patience;
    this.listener = listener;
  }

  /**
   * For the default schemas.
   *
   * @param services each of the five service databases
   * @throws IllegalArgumentException if one is missing, or there are others
   */
  public static LyssGraduation of(
      DataSource platform, Map<LyssDatabase, DataSource> services, GraduatingTenant tenant) {
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(tenant, "tenant");
    if (!services.keySet().equals(Set.copyOf(SERVICES))) {
      throw new IllegalArgumentException("services has to have " + SERVICES + ", and no others");
    }
    return new LyssGraduation(
        platform,
        new EnumMap<>(services),
        tenant,
        Map.of(),
        null,
        10_000,
        Duration.ofSeconds(30),
        pass -> {});
  }

  /**
   * The same with another schema of a database.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssGraduation schema(LyssDatabase database, String name) {
    LyssMigrator.checkName(name);
    Map<LyssDatabase, String> named = new HashMap<>(schemas);
    named.put(database, name);
    return new LyssGraduation(
        platform, services, tenant, Map.copyOf(named), channels, batch, patience, listener);
  }

  /**
   * The same, with what the host decides of each provider: which kind of provider its channel is
   * of, for which models, and its key, encrypted anew for tenant and channel. {@link #plan()} asks
   * it, and each pass of providers that were changed. What it throws ends the pass.
   */
  public LyssGraduation channels(Function<GraduatingProvider, GraduatedChannel> decide) {
    return new LyssGraduation(
        platform,
        services,
        tenant,
        schemas,
        Objects.requireNonNull(decide, "decide"),
        batch,
        patience,
        listener);
  }

  /**
   * The same with another number of rows to a transaction; 10,000 if not. A conversation is never
   * parted, so a batch of messages may be larger.
   *
   * @throws IllegalArgumentException unless it is positive
   */
  public LyssGraduation batch(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("batch has to be positive: " + rows);
    }
    return new LyssGraduation(
        platform, services, tenant, schemas, channels, rows, patience, listener);
  }

  /** The same, waiting so long for tables that {@link #close()} locks; 30 seconds if not. */
  public LyssGraduation patience(Duration atMost) {
    return new LyssGraduation(
        platform,
        services,
        tenant,
        schemas,
        channels,
        batch,
        Objects.requireNonNull(atMost, "atMost"),
        listener);
  }

  /** The same, telling of each batch how far the pass is, in the thread that works. */
  public LyssGraduation listener(Consumer<GraduationPass> listener) {
    return new LyssGraduation(
        platform,
        services,
        tenant,
        schemas,
        channels,
        batch,
        patience,
        Objects.requireNonNull(listener, "listener"));
  }

  /**
   * What would be done, and what has no counterpart. It changes nothing, and reads all messages to
   * count them.
   *
   * @throws LyssMigrationException if a login may not
   */
  public GraduationPlan plan() {
    return working("planned", this::plan);
  }

  /**
   * Copies all that is there, the first time; then what may have been written since the pass
   * before. What was cut off is gone on with. It works beside the organisation, and also once that
   * is closed.
   *
   * @return what it has looked at; {@link GraduationPass#changed()} says how much was new
   * @throws LyssMigrationException if {@link GraduationPlan#refusals()} says why not, it is
   *     finished, somebody else is at it, or a login may not
   */
  public GraduationPass copy() {
    return working("copied", this::copy);
  }

  /**
   * Has every change refused of what is copied, with SQLSTATE 42501: in the DAOs a {@code
   * ScopeDeniedException}. It waits until who has begun to write has ended. Closed twice is closed
   * once.
   *
   * @throws LyssMigrationException if nothing was copied yet, or tables are not free in time: the
   *     organisation is open then
   */
  public void close() {
    working(
        "closed",
        work -> {
          GraduationSource.State state = work.begun();
          if (state.since() == null) {
            throw refused("copy it first, while it works");
          }
          if (state.state().equals("copying")) {
            close(work.source);
          }
          return null;
        });
  }

  /**
   * Lets the organisation write again that was closed. Called twice, it does nothing the second
   * time.
   *
   * @throws LyssMigrationException if it is finished
   */
  public void reopen() {
    working(
        "reopened",
        work -> {
          if (work.begun().state().equals("finished")) {
            throw refused("it is finished: the tenant may have written");
          }
          work.source.begin("read committed");
          work.source.call("reopen_graduation");
          work.source.commit();
          return null;
        });
  }

  /**
   * Compares all rows of both sides by their number and a hash. Nothing may be written meanwhile,
   * on either side. It reads all of both, so call it where there is time: before {@link #finish()}
   * it keeps the organisation closed.
   *
   * @return how many rows there are of each kind
   * @throws LyssMigrationException if they differ; the message says in what. Or the organisation is
   *     open
   */
  public SortedMap<String, Long> verify() {
    return working(
        "verified",
        work -> {
          if (work.begun().state().equals("copying")) {
            throw refused("close it first, or it changes meanwhile");
          }
          return compare(work, Set.of(GraduationKind.values()));
        });
  }

  /**
   * Copies what was written before the organisation was closed, compares, and opens the tenant. Of
   * messages, usage and corrections it compares how many there are, of all else the rows, too.
   * Called again, it only opens the tenant.
   *
   * @return how many rows there are of each kind
   * @throws LyssMigrationException if the organisation is open, or something is not as it was: then
   *     the tenant stays closed
   */
  public SortedMap<String, Long> finish() {
    return working(
        "finished",
        work -> {
          GraduationSource.State state = work.begun();
          if (state.state().equals("copying")) {
            throw refused("close it first");
          }
          SortedMap<String, Long> rows = new TreeMap<>();
          if (state.state().equals("closed")) {
            copy(work);
            Set<GraduationKind> whole = new HashSet<>(Set.of(GraduationKind.values()));
            whole.removeIf(GraduationKind::appendOnly);
            rows.putAll(compare(work, whole));
            for (LyssDatabase service : SERVICES) {
              work.target(service).recordMove();
            }
            // from here on the tenant may write, so nothing is copied any more
            work.source.begin("read committed");
            work.source.call("finish_graduation");
            work.source.commit();
          }
          String open = work.target(LyssDatabase.USER).openTenant();
          for (LyssDatabase service : SERVICES) {
            if (service != LyssDatabase.USER) {
              work.target(service).acceptTenant(open);
            }
          }
          return rows;
        });
  }

  /**
   * The id that a row has in the services.
   *
   * @param kind user, provider (a channel), group (of the users of a provider, by its id),
   *     distribution (a membership) or conversation
   * @return nothing if there is no such row, or it has none yet
   */
  public Optional<UUID> newId(String kind, long oldId) {
    return connected(
        "asked",
        platform,
        connection ->
            Optional.ofNullable(
                new GraduationSource(connection, schemaOf(LyssDatabase.PLATFORM))
                    .newId(kind, oldId)));
  }

  private GraduationPlan plan(Workplace work) throws SQLException {
    work.source.begin("repeatable read, read only");
    SortedMap<String, Long> rows = work.source.counts("graduation_plan");
    SortedMap<String, Long> gaps = work.source.counts("graduation_gaps");
    List<GraduatingProvider> providers = work.source.providers(tenant.id());
    List<String> refusals = new ArrayList<>();
    GraduationSource.State state = work.source.state();
    work.source.rollback();
    if (state == null) {
      for (LyssDatabase service : SERVICES) {
        work.target(service)
            .tablesWithRows()
            .forEach(
                table ->
                    refusals.add(
                        "the table %s of %s has rows of the tenant %s"
                            .formatted(table, service, tenant.id())));
      }
    } else if (!state.tenant().equals(tenant.id())) {
      refusals.add("the organisation becomes the tenant " + state.tenant());
    } else if (state.state().equals("finished")) {
      refusals.add("the organisation has become the tenant " + state.tenant());
    }
    long active = rows.get("users") - rows.get("known_users");
    if (active > tenant.maxUsers()) {
      refusals.add(
          "%d users are active, and the tenant may have %d".formatted(active, tenant.maxUsers()));
    }
    try {
      decide(providers, work.target(LyssDatabase.PROVIDER).providerTypes());
    } catch (LyssMigrationException e) {
      refusals.add(e.getMessage());
    }
    return new GraduationPlan(rows, gaps, refusals);
  }

  private Map<UUID, GraduatedChannel> decide(
      List<GraduatingProvider> providers, Map<String, Long> types) {
    if (!providers.isEmpty() && channels == null) {
      throw new LyssMigrationException(
          "nobody says what becomes of %d providers: channels(...)".formatted(providers.size()),
          null);
    }
    Map<UUID, GraduatedChannel> decided = new HashMap<>();
    for (GraduatingProvider provider : providers) {
      GraduatedChannel channel = channels.apply(provider);
      if (!types.containsKey(channel.type())) {
        throw new LyssMigrationException(
            "the provider %d (%s) is to be a %s, and the provider database has no such kind"
                .formatted(provider.id(), provider.name(), channel.type()),
            null);
      }
      decided.put(provider.channel(), channel);
    }
    return decided;
  }

  private GraduationPass copy(Workplace work) throws SQLException {
    GraduationSource source = work.source;
    GraduationSource.State state = source.state();
    source.rollback();
    if (state == null || state.since() == null || !state.tenant().equals(tenant.id())) {
      List<String> refusals = plan(work).refusals();
      if (!refusals.isEmpty()) {
        throw refused(String.join("; ", refusals));
      }
    } else if (state.state().equals("finished")) {
      throw refused("it is finished, and the tenant may have written");
    }
    source.begin("read committed");
    source.call("begin_graduation", tenant.id(), tenant.currency());
    source.commit();
    String closed = work.target(LyssDatabase.USER).createTenant(tenant);
    for (LyssDatabase service : SERVICES) {
      if (service != LyssDatabase.USER) {
        work.target(service).acceptTenant(closed);
      }
    }
    source.begin("read committed");
    source.call("give_graduated_ids");
    source.commit();
    GraduationSource.State begun = work.begun();
    for (GraduationKind kind : GraduationKind.values()) {
      if (kind.inBatches()) {
        copyBatches(work, begun, kind);
      } else {
        copyWhole(work, begun, kind);
      }
    }
    deleteGone(work);
    GraduationPass pass = passOf(source, begun);
    source.begin("read committed");
    source.call("end_graduation_pass");
    source.commit();
    return pass;
  }

  private void copyWhole(Workplace work, GraduationSource.State state, GraduationKind kind)
      throws SQLException {
    GraduationSource source = work.source;
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
      GraduationTarget target = work.target(database);
      if (kind == GraduationKind.CHANNELS) {
        Map<String, Long> types = target.providerTypes();
        Map<UUID, GraduatedChannel> decided = decide(source.providers(tenant.id()), types);
        rows = reading(source, query, from -> target.takeChannels(columns, from, decided, types));
      } else {
        rows = reading(source, query, from -> target.take(kind, columns, from));
      }
      target.commit();
    }
    source.rollback();
    note(work, state, kind, null, rows);
  }

  private void copyBatches(Workplace work, GraduationSource.State state, GraduationKind kind)
      throws SQLException {
    GraduationSource source = work.source;
    GraduationTarget target = work.target(kind.databases().get(0));
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
                          batch,
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
      long rows = reading(source, query, from -> target.take(kind, columns, from));
      target.commit();
      source.rollback();
      after = until;
      note(work, state, kind, after, rows);
    }
  }

  private void note(
      Workplace work,
      GraduationSource.State state,
      GraduationKind kind,
      @Nullable Long until,
      long rows)
      throws SQLException {
    work.source.begin("read committed");
    work.source.call("note_graduated", kind.label(), until, rows);
    work.source.commit();
    listener.accept(passOf(work.source, state));
  }

  private static GraduationPass passOf(GraduationSource source, GraduationSource.State state)
      throws SQLException {
    SortedMap<String, Long> rows = new TreeMap<>();
    source.begin("read committed");
    for (GraduationKind kind : GraduationKind.values()) {
      rows.put(kind.label(), 0L);
    }
    rows.putAll(source.progress());
    source.rollback();
    return new GraduationPass(state.pass(), rows);
  }

  private void deleteGone(Workplace work) throws SQLException {
    work.source.begin("read committed");
    List<String> gone =
        work.source.column(
            "select t::text from " + work.source.named("graduated_and_gone") + "() as t");
    work.source.rollback();
    for (int from = 0; from < gone.size(); from += batch) {
      List<String> ids = gone.subList(from, Math.min(gone.size(), from + batch));
      work.target(LyssDatabase.CHAT).deleteConversations(ids);
      work.source.begin("read committed");
      work.source.call("forget_graduated", work.source.uuids(ids));
      work.source.commit();
    }
  }

  private interface Taking {
    long from(CopyOut rows) throws SQLException;
  }

  /** A copy that is not ended would keep its connection from all else. */
  private static long reading(GraduationSource source, String query, Taking taking)
      throws SQLException {
    CopyOut rows = source.copy(query);
    try {
      return taking.from(rows);
    } finally {
      if (rows.isActive()) {
        rows.cancelCopy();
      }
    }
  }

  private void close(GraduationSource source) throws SQLException {
    long until = System.nanoTime() + patience.toNanos();
    Pauses pauses = new Pauses(FIRST_PAUSE);
    while (true) {
      try {
        source.begin("read committed");
        source.call("close_graduation");
        source.commit();
        return;
      } catch (SQLException e) {
        source.rollback();
        if (!"55P03".equals(e.getSQLState()) || System.nanoTime() - until > 0) {
          throw e;
        }
      }
      pauses.take();
    }
  }

  private SortedMap<String, Long> compare(Workplace work, Set<GraduationKind> whole)
      throws SQLException {
    SortedMap<String, Long> rows = new TreeMap<>();
    work.source.begin("repeatable read, read only");
    SortedMap<String, Long> counts = work.source.counts("graduation_plan");
    for (GraduationKind kind : GraduationKind.values()) {
      List<String> columns = new ArrayList<>(work.source.columns(kind));
      columns.removeAll(kind.uncompared());
      Long until = kind.inBatches() ? Long.MAX_VALUE : null;
      GraduationCheck here =
          whole.contains(kind)
              ? work.source.check(kind, columns, until)
              : new GraduationCheck(counts.get(kind.label()), "");
      for (LyssDatabase database : kind.databases()) {
        GraduationCheck there = work.target(database).check(kind, columns, whole.contains(kind));
        if (!here.equals(there)) {
          throw refused(
              "of %s there are %d here and %d in %s%s"
                  .formatted(
                      kind.label(),
                      here.rows(),
                      there.rows(),
                      database,
                      here.rows() == there.rows() ? ", and they are not the same" : ""));
        }
      }
      rows.put(kind.label(), here.rows());
    }
    work.source.rollback();
    return rows;
  }

  /** The connections of one call. */
  private final class Workplace {

    private final GraduationSource source;
    private final Map<LyssDatabase, GraduationTarget> targets;

    Workplace(GraduationSource source, Map<LyssDatabase, GraduationTarget> targets) {
      this.source = source;
      this.targets = targets;
    }

    GraduationTarget target(LyssDatabase database) {
      return targets.get(database);
    }

    GraduationSource.State begun() throws SQLException {
      source.begin("read committed");
      GraduationSource.State state = source.state();
      source.rollback();
      if (state == null || !state.tenant().equals(tenant.id())) {
        throw refused("it was not begun for the tenant " + tenant.id());
      }
      return state;
    }
  }

  private interface Work<W, T> {
    T on(W workplace) throws SQLException;
  }

  private <T> T working(String what, Work<Workplace, T> work) {
    return connected(
        what,
        platform,
        connection -> {
          GraduationSource source =
              new GraduationSource(connection, schemaOf(LyssDatabase.PLATFORM));
          source.requireOwner();
          source.lock();
          List<Connection> opened = new ArrayList<>();
          try {
            Map<LyssDatabase, GraduationTarget> targets = new EnumMap<>(LyssDatabase.class);
            for (LyssDatabase service : SERVICES) {
              Connection there = services.get(service).getConnection();
              opened.add(there);
              there.setAutoCommit(false);
              TenantTransaction.requireMover(there);
              targets.put(
                  service, new GraduationTarget(there, service, schemaOf(service), tenant.id()));
            }
            return work.on(new Workplace(source, targets));
          } finally {
            for (Connection there : opened) {
              leave(there);
            }
            source.unlock();
          }
        });
  }

  private static void leave(Connection there) throws SQLException {
    try (there) {
      there.rollback();
      there.setAutoCommit(true);
    }
  }

  private <T> T connected(String what, DataSource dataSource, Work<Connection, T> work) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        return work.on(connection);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new LyssMigrationException(
          "The organisation of the schema %s could not be %s: %s"
              .formatted(schemaOf(LyssDatabase.PLATFORM), what, e.getMessage()),
          e);
    }
  }

  private String schemaOf(LyssDatabase database) {
    return schemas.getOrDefault(database, database.defaultSchema());
  }

  private LyssMigrationException refused(String why) {
    return new LyssMigrationException(
        "The graduation of the schema %s to the tenant %s is refused: %s"
            .formatted(schemaOf(LyssDatabase.PLATFORM), tenant.id(), why),
        null);
  }
}
