package io.lyss.schema;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The settings of a graduation: the databases, the tenant, and how it is done. */
record GraduationSettings(
    DataSource platform,
    Map<LyssDatabase, DataSource> services,
    GraduatingTenant tenant,
    Map<LyssDatabase, String> schemas,
    @Nullable Function<GraduatingProvider, GraduatedChannel> channels,
    int batch,
    Duration patience,
    Consumer<GraduationPass> listener) {

  GraduationSettings schemas(Map<LyssDatabase, String> named) {
    return new GraduationSettings(
        platform, services, tenant, named, channels, batch, patience, listener);
  }

  GraduationSettings channels(Function<GraduatingProvider, GraduatedChannel> decide) {
    return new GraduationSettings(
        platform, services, tenant, schemas, decide, batch, patience, listener);
  }

  GraduationSettings batch(int rows) {
    return new GraduationSettings(
        platform, services, tenant, schemas, channels, rows, patience, listener);
  }

  GraduationSettings patience(Duration atMost) {
    return new GraduationSettings(
        platform, services, tenant, schemas, channels, batch, atMost, listener);
  }

  GraduationSettings listener(Consumer<GraduationPass> told) {
    return new GraduationSettings(
        platform, services, tenant, schemas, channels, batch, patience, told);
  }

  String schemaOf(LyssDatabase database) {
    return schemas.getOrDefault(database, database.defaultSchema());
  }

  /**
   * The decision about each provider, by the id of its channel.
   *
   * @throws LyssMigrationException if the host has no decision, or there is no such kind of
   *     provider
   */
  Map<UUID, GraduatedChannel> decide(List<GraduatingProvider> providers, Map<String, Long> types) {
    if (!providers.isEmpty() && channels == null) {
      throw new LyssMigrationException(
          "channels(...) was not called, so it is not known what becomes of %d providers"
              .formatted(providers.size()),
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

  LyssMigrationException refused(String why) {
    return new LyssMigrationException(
        "The graduation of the schema %s to the tenant %s is refused: %s"
            .formatted(schemaOf(LyssDatabase.PLATFORM), tenant.id(), why),
        null);
  }
}
