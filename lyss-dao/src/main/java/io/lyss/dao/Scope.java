package io.lyss.dao;

import java.util.Objects;

/**
 * Who is asking. Nothing can be asked without one. Row-level security judges by it, whatever a
 * statement says.
 */
public sealed interface Scope {

  /**
   * A user's own work: sees and changes what the policies leave to that user.
   *
   * @param userId the user, as the host's authentication has established; positive
   */
  record User(int userId) implements Scope {
    public User {
      if (userId < 1) {
        throw new IllegalArgumentException("A user's id is positive, not " + userId);
      }
    }
  }

  /**
   * Work without a user: provisioning, recording usage, retention.
   *
   * @param reason why, for the audit log; not blank
   */
  record System(String reason) implements Scope {
    public System {
      if (Objects.requireNonNull(reason, "reason").isBlank()) {
        throw new IllegalArgumentException("System work needs a reason, for the audit log");
      }
    }
  }
}
