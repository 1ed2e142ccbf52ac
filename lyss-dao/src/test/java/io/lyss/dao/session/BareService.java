package io.lyss.dao.session;

import io.lyss.dao.Scope;
import io.lyss.dao.internal.Connections;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.schema.LyssDatabase;
import javax.sql.DataSource;

/** A service database with nothing but the parts that all of them share. */
final class BareService extends Service<BareService.BareSession> {

  BareService(DataSource dataSource, LyssDatabase database) {
    super(
        new Connections(dataSource),
        database.defaultSchema(),
        database.defaultSchema(),
        "bind_scope",
        BareSession::new);
  }

  static final class BareSession extends ServiceSession<BareSession> {
    BareSession(Scope.OfService scope, ScopedExecutor executor) {
      super(scope, executor, BareSession::new);
    }
  }
}
