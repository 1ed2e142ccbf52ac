package io.lyss.schema.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Generated users, providers and distributions, and who may use what: computed here in Java,
 * independently of the database.
 */
final class AccessModel {

  record User(int id, boolean admin, boolean active) {}

  record Provider(int id, boolean personal, int creator, boolean active) {}

  /** When a distribution begins and ends, as far as that was said. */
  enum Period {
    UNLIMITED("now() - interval '1 day'", "null"),
    BEGUN("now() - interval '1 day'", "now() + interval '1 day'"),
    COMING("now() + interval '1 day'", "null"),
    ENDED("now() - interval '2 days'", "now() - interval '1 day'");

    private final String from;
    private final String until;

    Period(String from, String until) {
      this.from = from;
      this.until = until;
    }
  }

  record Distribution(int id, int provider, int user, int by, boolean active, Period period) {

    boolean isOpen() {
      return active && (period == Period.UNLIMITED || period == Period.BEGUN);
    }
  }

  final List<User> users = new ArrayList<>();
  final List<Provider> providers = new ArrayList<>();
  final List<Distribution> distributions = new ArrayList<>();

  AccessModel(Random random) {
    int userCount = 2 + random.nextInt(5);
    for (int id = 1; id <= userCount; id++) {
      users.add(new User(id, random.nextInt(4) == 0, random.nextInt(4) != 0));
    }
    int providerCount = 1 + random.nextInt(7);
    for (int id = 1; id <= providerCount; id++) {
      providers.add(
          new Provider(id, random.nextInt(3) == 0, anyUser(random), random.nextInt(4) != 0));
    }
    for (Provider provider : providers) {
      for (User user : users) {
        if (!provider.personal && random.nextBoolean()) {
          distributions.add(
              new Distribution(
                  distributions.size() + 1,
                  provider.id,
                  user.id,
                  anyUser(random),
                  random.nextInt(3) != 0,
                  Period.values()[random.nextInt(Period.values().length)]));
        }
      }
    }
  }

  private int anyUser(Random random) {
    return users.get(random.nextInt(users.size())).id;
  }

  @Nullable User user(int id) {
    return users.stream().filter(user -> user.id == id).findFirst().orElse(null);
  }

  @Nullable Provider provider(int id) {
    return providers.stream().filter(provider -> provider.id == id).findFirst().orElse(null);
  }

  @Nullable Distribution distribution(int userId, int providerId) {
    return distributions.stream()
        .filter(d -> d.user == userId && d.provider == providerId)
        .findFirst()
        .orElse(null);
  }

  boolean mayUse(int userId, int providerId) {
    User user = user(userId);
    Provider provider = provider(providerId);
    if (user == null || provider == null || !user.active || !provider.active) {
      return false;
    }
    if (provider.personal) {
      return provider.creator == userId;
    }
    Distribution distribution = distribution(userId, providerId);
    return distribution != null && distribution.isOpen();
  }

  /** The reason, for a caller who sees everything. */
  String reason(int userId, int providerId) {
    User user = user(userId);
    Provider provider = provider(providerId);
    Distribution distribution = distribution(userId, providerId);
    if (mayUse(userId, providerId)) {
      return distribution == null ? "owner" : "distributed";
    } else if (user == null) {
      return "user_not_found";
    } else if (provider == null) {
      return "provider_not_found";
    } else if (!user.active) {
      return "user_inactive";
    } else if (!provider.active) {
      return "provider_inactive";
    } else if (provider.personal) {
      return "not_owner";
    } else if (distribution == null) {
      return "not_distributed";
    } else if (!distribution.active) {
      return "distribution_revoked";
    } else {
      return distribution.period == Period.COMING ? "distribution_not_begun" : "distribution_ended";
    }
  }

  /** The providers that the user sees, which are more than those they may use. */
  boolean sees(int userId, int providerId) {
    User user = user(userId);
    Provider provider = provider(providerId);
    Distribution distribution = distribution(userId, providerId);
    return provider != null
        && user != null
        && user.active
        && (provider.personal
            ? provider.creator == userId
            : user.admin || distribution != null && distribution.active);
  }

  /** Statements that put it into an empty database. */
  String insert() {
    StringBuilder sql = new StringBuilder();
    for (User u : users) {
      sql.append(
          ("insert into users (id, username, email, hashed_password, role, is_active)"
                  + " overriding system value values (%1$d, 'u%1$d', 'u%1$d@x.y', '!', '%2$s', %3$s);")
              .formatted(u.id, u.admin ? "admin" : "user", u.active));
    }
    for (Provider p : providers) {
      sql.append(
          ("insert into provider_configs"
                  + " (id, name, provider_type, scope, created_by, api_key, is_active)"
                  + " overriding system value"
                  + " values (%1$d, 'p%1$d', 'openai', '%2$s', %3$d, '%4$s', %5$s);")
              .formatted(
                  p.id,
                  p.personal ? "personal" : "organization",
                  p.creator,
                  Organisation.key("a"),
                  p.active));
    }
    for (Distribution d : distributions) {
      sql.append(
          ("insert into provider_distributions"
                  + " (id, provider_id, user_id, distributed_by, is_active, valid_from, valid_until)"
                  + " overriding system value values (%d, %d, %d, %d, %s, %s, %s);")
              .formatted(d.id, d.provider, d.user, d.by, d.active, d.period.from, d.period.until));
    }
    return sql.toString();
  }
}
