package io.lyss.dao.testing.calls;

import static io.lyss.dao.testing.calls.Caller.ADMINISTRATOR;
import static io.lyss.dao.testing.calls.Caller.SYSTEM;

import io.lyss.dao.session.FollowingSession;

/** What the services have in common to which tenants are reported. */
public abstract class FollowingCalls<S extends FollowingSession<S>, W extends ServiceWorld<S>>
    extends ServiceCalls<S, W> {

  protected FollowingCalls(Class<S> sessions, String partitioned) {
    super(sessions, partitioned);
    dao(sessions, session -> session, SYSTEM, ADMINISTRATOR);
    writes("acceptTenant(UUID, Json)", w -> args(w.tenant(), ServiceWorld.state("suspended")))
        .answersAnewTheNextTime();
  }
}
