package io.lyss.dao.shared;

import static io.lyss.dao.shared.TestShared.price;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.testing.Hidden;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceIsolationTest extends SharedServiceTest {

  private static final Instant AT = Instant.parse("2900-01-01T00:00:00Z");

  @Test
  void pricesOfAnotherTenantAreHidden() {
    PricedModel model = shared.model();
    PricedModel never = shared.model();
    shared.system().prices(tenant).set(price(model, "1").from(AT));
    for (SharedSession session : List.of(shared.admin(rival), shared.user(rival, ann))) {
      for (PriceDao stranger : List.of(session.prices(), session.prices(tenant))) {
        Hidden<PriceDao> hidden = new Hidden<>(shared.user(tenant, ann).prices(), stranger);
        hidden.by(model, never, (dao, key) -> dao.find(key, AT));
        hidden.by(model, never, (dao, key) -> dao.cost(key, AT, TokenCounts.of(1, 1)));
        hidden.by(model, never, (dao, key) -> dao.history(key, PAGE));
        assertThat(stranger.list(AT, PAGE).items()).isEmpty();
      }
    }
  }
}
