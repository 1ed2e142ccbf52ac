package io.lyss.schema;

import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
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

/**
 * Makes an organisation, which has a platform database of its own, a tenant of the five service
 * databases: its users, providers as channels, distributions as memberships of groups,
 * conversations with their messages, usage with its corrections, prices, the audit log, and legal
 * holds. {@link #plan()} says what stays behind, or has another form there.
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
 * <p>Each call may be killed at any time and repeated: it goes on where it was, and the result is
 * the same. Until the graduation is finished the tenant is suspended, so nobody works in it. {@link
 * #reopen()} lets the organisation go on in its platform database.
 *
 * <p>A row has the same new id each time it is copied. {@link #newId} and the table {@code
 * graduated_ids} have it, also afterwards.
 *
 * <p>The login of the platform database is its owner, or a member of that role, and bypasses the
 * policies. Those of the services are made by bootstrap/050_tenants.sql, and may make temporary
 * tables. Rows are streamed, each batch in a transaction of its own. Immutable and thread-safe; of
 * two graduations of one organisation at the same time, the second fails.
 */
public final class LyssGraduation {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final GraduationSettings settings;

  private LyssGraduation(GraduationSettings settings) {
    this.settings = settings;
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
    if (!services.keySet().equals(Set.copyOf(GraduationConnections.SERVICES))) {
      throw new IllegalArgumentException(
          "services has to have " + GraduationConnections.SERVICES + ", and no others");
    }
    return new LyssGraduation(
        new GraduationSettings(
            platform,
            new EnumMap<>(services),
            tenant,
            Map.of(),
            null,
            10_000,
            Duration.ofSeconds(30),
            pass -> {}));
  }

  /**
   * The same with another schema of a database.
   *
   * @throws IllegalArgumentException if {@link LyssMigrator#schema} refuses the name
   */
  public LyssGraduation schema(LyssDatabase database, String name) {
    LyssMigrator.checkName(name);
    Map<LyssDatabase, String> named = new HashMap<>(settings.schemas());
    named.put(database, name);
    return new LyssGraduation(settings.schemas(Map.copyOf(named)));
  }

  /**
   * The same with the host's decisions about each provider: the kind of its channel, the models,
   * and the key, encrypted anew for tenant and channel. {@link #plan()} calls the function for all
   * providers, a pass for those that were changed. An exception from it ends the pass.
   */
  public LyssGraduation channels(Function<GraduatingProvider, GraduatedChannel> decide) {
    return new LyssGraduation(settings.channels(Objects.requireNonNull(decide, "decide")));
  }

  /**
   * The same with another number of rows in a transaction; the default is 10,000. A conversation is
   * never divided, so a batch of messages may be larger.
   *
   * @throws IllegalArgumentException unless it is positive
   */
  public LyssGraduation batch(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("batch has to be positive: " + rows);
    }
    return new LyssGraduation(settings.batch(rows));
  }

  /**
   * The same with another limit for how long {@link #close()} waits for its locks on tables; the
   * default is 30 seconds.
   */
  public LyssGraduation patience(Duration atMost) {
    return new LyssGraduation(settings.patience(Objects.requireNonNull(atMost, "atMost")));
  }

  /**
   * The same with a listener, which receives the progress after each batch, in the working thread.
   */
  public LyssGraduation listener(Consumer<GraduationPass> listener) {
    return new LyssGraduation(settings.listener(Objects.requireNonNull(listener, "listener")));
  }

  /**
   * What a graduation would do, and what has no counterpart. It changes nothing, and reads all
   * messages to count them.
   *
   * @throws LyssMigrationException if a login lacks a right
   */
  public GraduationPlan plan() {
    return working("planned", work -> GraduationPlan.of(settings, work));
  }

  /**
   * Copies all rows the first time, and then those that may have been written since the pass
   * before. It continues a pass that was cut off. The organisation may work meanwhile, or be closed
   * already.
   *
   * @return what it has read; {@link GraduationPass#changed()} says how much of that was new
   * @throws LyssMigrationException if there are {@link GraduationPlan#refusals()}, the graduation
   *     is finished, somebody else works on it, or a login lacks a right
   */
  public GraduationPass copy() {
    return working("copied", work -> new GraduationCopy(settings, work).pass());
  }

  /**
   * Closes the organisation: changes of copied rows fail with SQLSTATE 42501, in the DAOs with a
   * {@code ScopeDeniedException}. It waits for transactions that have begun to write. Idempotent.
   *
   * @throws LyssMigrationException if nothing was copied yet, or tables cannot be locked in time;
   *     the organisation is still open then
   */
  public void close() {
    working(
        "closed",
        work -> {
          GraduationSource.State state = work.begun();
          if (state.since() == null) {
            throw settings.refused("copy it first, while it works");
          }
          if (state.state().equals("copying")) {
            close(work.source());
          }
          return null;
        });
  }

  /**
   * Lets a closed organisation write again. Idempotent.
   *
   * @throws LyssMigrationException if it is finished
   */
  public void reopen() {
    working(
        "reopened",
        work -> {
          if (work.begun().state().equals("finished")) {
            throw settings.refused("it is finished: the tenant may have written");
          }
          work.apply("reopen_graduation");
          return null;
        });
  }

  /**
   * Compares all rows of both sides by their number and a hash. Nothing may be written meanwhile on
   * either side. It reads all rows, and the organisation has to be closed for as long.
   *
   * @return how many rows there are of each kind
   * @throws LyssMigrationException if they differ, and the message says how; or if the organisation
   *     is open
   */
  public SortedMap<String, Long> verify() {
    return working(
        "verified",
        work -> {
          if (work.begun().state().equals("copying")) {
            throw settings.refused("close it first, or it changes meanwhile");
          }
          return GraduationComparison.of(settings, work, Set.of(GraduationKind.values()));
        });
  }

  /**
   * Copies what was written before the organisation was closed, compares, and opens the tenant. It
   * compares the number of messages, usage, corrections and entries of the audit log, and the rows
   * of all other kinds. Called again, it only opens the tenant.
   *
   * @return how many rows there are of each kind
   * @throws LyssMigrationException if the organisation is open, or something differs: then the
   *     tenant stays closed
   */
  public SortedMap<String, Long> finish() {
    return working(
        "finished",
        work -> {
          GraduationSource.State state = work.begun();
          if (state.state().equals("copying")) {
            throw settings.refused("close it first");
          }
          SortedMap<String, Long> rows = new TreeMap<>();
          if (state.state().equals("closed")) {
            new GraduationCopy(settings, work).pass();
            Set<GraduationKind> whole = new HashSet<>(Set.of(GraduationKind.values()));
            whole.removeIf(GraduationKind::appendOnly);
            rows.putAll(GraduationComparison.of(settings, work, whole));
            for (LyssDatabase service : GraduationConnections.SERVICES) {
              work.target(service).recordMove();
            }
            // from here on the tenant may write, so nothing is copied any more
            work.apply("finish_graduation");
          }
          work.tellOfTenant(work.target(LyssDatabase.USER).openTenant());
          return rows;
        });
  }

  /**
   * The id that a row has in the services.
   *
   * @param kind user, provider (a channel), group (of the users of a provider, by its id),
   *     distribution (a membership) or conversation
   * @return empty if there is no such row, or it has no new id yet
   */
  public Optional<UUID> newId(String kind, long oldId) {
    return GraduationConnections.connected(
        settings,
        "asked",
        connection ->
            Optional.ofNullable(
                new GraduationSource(connection, settings.schemaOf(LyssDatabase.PLATFORM))
                    .newId(kind, oldId)));
  }

  private void close(GraduationSource source) throws SQLException {
    long until = System.nanoTime() + settings.patience().toNanos();
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

  private <T> T working(String what, GraduationConnections.Work<GraduationConnections, T> work) {
    return GraduationConnections.working(settings, what, work);
  }
}
