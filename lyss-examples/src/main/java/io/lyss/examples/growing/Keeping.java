package io.lyss.examples.growing;

import io.lyss.caffeine.CaffeineAccessCache;
import io.lyss.dao.Scope;
import io.lyss.dao.provider.NewToken;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.TokenDao;
import io.lyss.dao.provider.TokenPepper;
import io.lyss.dao.provider.TokenVerification.Outcome;
import io.lyss.dao.provider.UserToken;
import io.lyss.dao.shared.PermissionDao;
import io.lyss.dao.shared.SharedService;
import io.lyss.examples.host.Databases;
import io.lyss.examples.host.Journal;
import io.lyss.schema.LyssDatabase;
import java.security.SecureRandom;
import java.time.Duration;

/** Answers from a cache what each request asks: whose token it contains, and what is permitted. */
final class Keeping {

  private static final int QUESTIONS = 500;
  private static final int HITS = 10_000;

  private final Scope.TenantUser who;
  private final Databases services;
  private final CaffeineAccessCache cache = CaffeineAccessCache.ofAtMost(100_000);
  private final Duration late;
  private final Journal journal;

  Keeping(Company company, Tenant tenant, Databases services, Duration late, Journal journal) {
    this.who = tenant.scope(company.writer()).orElseThrow();
    this.services = services;
    this.late = late;
    this.journal = journal;
  }

  void ask() {
    SharedService shared = SharedService.over(services.of(LyssDatabase.SHARED));
    PermissionDao asked = shared.asUser(who).permissions();
    PermissionDao kept = shared.cache(cache, late).asUser(who).permissions();
    journal.line(
        "\"may I create a token?\" takes %s from the database, %s from the cache",
        Cost.median(QUESTIONS, () -> asked.has("token.create")),
        Cost.median(HITS, () -> kept.has("token.create")));

    byte[] pepper = new byte[32];
    new SecureRandom().nextBytes(pepper);
    ProviderService providers =
        ProviderService.over(services.of(LyssDatabase.PROVIDER))
            .tokenPepper(TokenPepper.of(pepper));
    ProviderService keeping = providers.cache(cache, late);
    TokenDao tokens = providers.asUser(who).tokens();
    var issued = tokens.issue(NewToken.of("laptop"));
    String secret = issued.secret().reveal();
    journal.line(
        "\"whose token is it?\" takes %s from the database, %s from the cache",
        Cost.median(QUESTIONS, () -> providers.verify(secret)),
        Cost.median(HITS, () -> keeping.verify(secret)));

    UserToken token = tokens.disable(issued.details().id());
    long begin = System.nanoTime();
    int stillValid = 0;
    while (keeping.verify(secret).outcome() == Outcome.VALID) {
      stillValid++;
    }
    long after = System.nanoTime() - begin;
    journal.line(
        "the token \"%s\" is disabled: after %s and %,d more questions it is %s, %s",
        token.name(),
        Cost.text(after),
        stillValid,
        keeping.verify(secret).outcome(),
        after <= late.toNanos() ? "in time" : "LATER THAN SAID");
  }
}
