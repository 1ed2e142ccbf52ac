package io.lyss.spring;

import io.lyss.dao.CallListener;
import io.lyss.dao.ScopeSigner;
import io.lyss.schema.LyssDatabase;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes the service of one database from its settings; all six are made in the same way.
 *
 * @param <S> the service, as {@code Platform}
 */
record ServiceOf<S>(
    LyssDatabase database,
    Function<DataSource, S> over,
    BiFunction<DataSource, DataSource, S> withReplica,
    BiFunction<S, Duration, S> maxStaleness,
    BiFunction<S, String, S> schema,
    BiFunction<S, CallListener, S> listener,
    BiFunction<S, ScopeSigner, S> signer) {

  /** Every listener bean receives the calls of every database. */
  S in(LyssDatabases databases, ObjectProvider<CallListener> listeners) {
    DataSource primary = databases.dataSource(database);
    DataSource replica = databases.replica(database);
    Duration staleness = databases.maxStaleness(database);
    S service = replica == null ? over.apply(primary) : withReplica.apply(primary, replica);
    if (staleness != null) {
      service = maxStaleness.apply(service, staleness);
    }
    service = schema.apply(service, databases.schema(database));
    ScopeSigner signing = databases.signer(database);
    if (signing != null) {
      service = signer.apply(service, signing);
    }
    for (CallListener each : listeners.orderedStream().toList()) {
      service = listener.apply(service, each);
    }
    return service;
  }
}
