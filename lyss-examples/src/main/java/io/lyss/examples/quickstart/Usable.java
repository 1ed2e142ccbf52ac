package io.lyss.examples.quickstart;

import io.lyss.dao.PageRequest;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import java.util.List;

/** The providers that a user may use. */
final class Usable {

  private Usable() {}

  /** One page has all of them: nobody in this example has a hundred. */
  static List<Provider> by(PlatformSession session) {
    return session.providers().listAvailable(PageRequest.first(100)).items();
  }
}
