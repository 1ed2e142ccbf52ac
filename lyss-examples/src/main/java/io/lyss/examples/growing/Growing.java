package io.lyss.examples.growing;

import io.lyss.caffeine.CaffeineAccessCache;
import io.lyss.dao.platform.Platform;
import io.lyss.examples.host.Databases;
import io.lyss.examples.host.Journal;
import io.lyss.schema.LyssDatabase;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.SecretCipher;
import io.lyss.throwaway.Standby;
import io.lyss.throwaway.ThrowawayPostgres;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Shows a host that grows, on an embedded PostgreSQL: first an organisation on one database; then
 * the same organisation as a tenant of the services, moved while somebody writes; a replica that
 * answers reads; and a cache. At each step it prints the figures by which one would decide on that
 * step.
 */
public final class Growing {

  private static final int QUESTIONS = 500;
  private static final Duration LATE = Duration.ofSeconds(1);

  private Growing() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    try (ThrowawayPostgres postgres = ThrowawayPostgres.replicating()) {
      run(postgres, out);
    }
  }

  /**
   * The same on a server that is there.
   *
   * @param postgres a server that can have a standby
   */
  static void run(ThrowawayPostgres postgres, PrintStream out) {
    Journal journal = new Journal(out);
    // a host takes its keys from its secret store; this one forgets them with the process
    SecretCipher cipher = SecretCipher.of(KeySets.generate());
    try (Databases one = new Databases(postgres, List.of(LyssDatabase.PLATFORM), true);
        Databases services = new Databases(postgres, Databases.SERVICES, false)) {
      journal.step("An organisation on one database");
      Company company = Company.found(one.of(LyssDatabase.PLATFORM), cipher);
      journal.line(
          "%d people, %d providers, %,d messages",
          company.people().size(), company.providers().size(), company.messages());
      cache(company, journal);

      journal.step("It becomes a tenant of five services, while somebody writes");
      Tenant tenant =
          new Graduating(company, cipher, one.owner(LyssDatabase.PLATFORM), services, journal)
              .become();

      journal.step("A replica reads for the chat service");
      try (Standby standby = new Standby(postgres)) {
        new Replicating(company, tenant, journal).read(services, standby);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }

      journal.step("What each request asks comes from a cache");
      new Keeping(company, tenant, services, LATE, journal).ask();
    }
  }

  /**
   * Shows what a question costs with the cache, and that a right that was taken away is gone in
   * time.
   */
  private static void cache(Company company, Journal journal) {
    Platform kept = company.platform().cache(CaffeineAccessCache.ofAtMost(100_000), LATE);
    String asked = Cost.median(QUESTIONS, () -> may(company, company.platform()));
    String cached = Cost.median(QUESTIONS * 20, () -> may(company, kept));
    journal.line(
        "\"may person 1 use provider 1?\" takes %s, and %s with a cache of at most %d s",
        asked, cached, LATE.toSeconds());
  }

  private static boolean may(Company company, Platform platform) {
    int user = company.people().get(0).id();
    return platform
        .asUser(user)
        .providers()
        .canUserAccessProvider(user, company.providers().get(0).id());
  }
}
