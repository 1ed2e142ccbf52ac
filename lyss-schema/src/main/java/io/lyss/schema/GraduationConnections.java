package io.lyss.schema;

import io.lyss.schema.internal.ManualCommits;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections of one call of a graduation, to the platform database and to the services. */
final class GraduationConnections {

  static final List<LyssDatabase> SERVICES =
      List.of(
          LyssDatabase.USER,
          LyssDatabase.PROVIDER,
          LyssDatabase.CHAT,
          LyssDatabase.MEMORY,
          LyssDatabase.SHARED);

  private final GraduationSettings settings;
  private final GraduationSource source;
  private final Map<LyssDatabase, GraduationTarget> targets;

  private GraduationConnections(
      GraduationSettings settings,
      GraduationSource source,
      Map<LyssDatabase, GraduationTarget> targets) {
    this.settings = settings;
    this.source = source;
    this.targets = targets;
  }

  interface Work<W, T> {
    T on(W connected) throws SQLException;
  }

  /**
   * Does a part of the graduation of the organisation, while nobody else can do another.
   *
   * @param what the work does, for the message if it fails
   */
  static <T> T working(
      GraduationSettings settings, String what, Work<GraduationConnections, T> work) {
    return connected(
        settings,
        what,
        connection -> {
          GraduationSource source =
              new GraduationSource(connection, settings.schemaOf(LyssDatabase.PLATFORM));
          source.requireOwner();
          source.lock();
          List<Connection> opened = new ArrayList<>();
          Ending left = () -> leave(source, opened);
          try (left) {
            Map<LyssDatabase, GraduationTarget> targets = new EnumMap<>(LyssDatabase.class);
            for (LyssDatabase service : SERVICES) {
              Connection there = settings.services().get(service).getConnection();
              opened.add(there);
              there.setAutoCommit(false);
              TenantTransaction.requireMover(there);
              targets.put(
                  service,
                  new GraduationTarget(
                      there, service, settings.schemaOf(service), settings.tenant().id()));
            }
            return work.on(new GraduationConnections(settings, source, targets));
          }
        });
  }

  /** Works on the platform database alone. */
  static <T> T connected(GraduationSettings settings, String what, Work<Connection, T> work) {
    try (ManualCommits session = ManualCommits.open(settings.platform())) {
      return work.on(session.connection());
    } catch (SQLException e) {
      throw new LyssMigrationException(
          "The organisation of the schema %s could not be %s: %s"
              .formatted(settings.schemaOf(LyssDatabase.PLATFORM), what, e.getMessage()),
          e);
    }
  }

  private static void leave(GraduationSource source, List<Connection> opened) throws SQLException {
    Ending unlocked = source::unlock;
    try (unlocked) {
      for (Connection there : opened) {
        try (there) {
          there.rollback();
          there.setAutoCommit(true);
        }
      }
    }
  }

  GraduationSource source() {
    return source;
  }

  GraduationTarget target(LyssDatabase database) {
    return targets.get(database);
  }

  /** Calls a function of the platform database, in a transaction of its own. */
  void apply(String function, Object... arguments) throws SQLException {
    source.begin("read committed");
    source.call(function, arguments);
    source.commit();
  }

  /**
   * Where the graduation stands.
   *
   * @throws LyssMigrationException if it was not begun for this tenant
   */
  GraduationSource.State begun() throws SQLException {
    GraduationSource.State state = state();
    if (state == null || !state.tenant().equals(settings.tenant().id())) {
      throw settings.refused("it was not begun for the tenant " + settings.tenant().id());
    }
    return state;
  }

  /** Where the graduation stands; null if it was never begun. */
  GraduationSource.@Nullable State state() throws SQLException {
    source.begin("read committed");
    GraduationSource.State state = source.state();
    source.rollback();
    return state;
  }

  /** Has the four other services accept what USER reports of the tenant. */
  void tellOfTenant(String state) throws SQLException {
    for (LyssDatabase service : SERVICES) {
      if (service != LyssDatabase.USER) {
        target(service).acceptTenant(state);
      }
    }
  }
}
