package io.lyss.examples.services;

import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.provider.DailyUsage;
import io.lyss.dao.session.AuditEntry;
import io.lyss.dao.session.AuditFilter;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.NewUser;
import io.lyss.examples.host.Databases;
import io.lyss.examples.host.Journal;
import io.lyss.examples.host.Passwords;
import io.lyss.throwaway.ThrowawayPostgres;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * Runs the five service databases on one embedded PostgreSQL, and follows one request through them.
 * With {@code --one-database} they are five schemas of one PostgreSQL database; without it, each
 * has a PostgreSQL database of its own.
 */
public final class Services {

  private static final String ONE_DATABASE = "--one-database";

  private Services() {}

  /** Ends the JVM with status 2 where the options are wrong. */
  public static void main(String[] args) {
    List<String> options = List.of(args);
    if (!options.isEmpty() && !options.equals(List.of(ONE_DATABASE))) {
      System.err.println("services: the only option is " + ONE_DATABASE + ", not " + options);
      System.exit(2);
    }
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    try (ThrowawayPostgres postgres = ThrowawayPostgres.start()) {
      run(postgres, options.contains(ONE_DATABASE), out);
    }
  }

  /** The same on a server that is there. */
  static void run(ThrowawayPostgres postgres, boolean oneDatabase, PrintStream out) {
    try (Databases databases = new Databases(postgres, Databases.SERVICES, oneDatabase)) {
      Host host = Host.over(databases);
      Journal journal = new Journal(out);
      journal.line(
          "%d service databases, migrated, in %s",
          Databases.SERVICES.size(),
          oneDatabase ? "one PostgreSQL database" : "PostgreSQL databases of their own");
      Acme acme = Acme.found(host);
      Relays relay = new Relays(host);
      relay.run();
      Scope.TenantUser ann = new Request(host, journal).follow();
      usage(host, ann, journal);
      new Remembering(host, journal).follow(ann);
      events(host, acme, relay, journal);
      suspension(host, acme, ann, relay, journal);
    }
  }

  private static void usage(Host host, Scope.TenantUser ann, Journal journal) {
    journal.step("What she has used");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (DailyUsage day :
        host.providers()
            .asUser(ann)
            .usage()
            .daily(ann.userId(), today.minusDays(1), today.plusDays(1))) {
      journal.line(
          "%s: %d request, %d tokens in, %d out",
          day.model(), day.requests(), day.promptTokens(), day.completionTokens());
    }
  }

  private static void events(Host host, Acme acme, Relays relay, Journal journal) {
    journal.step("What has happened, told once");
    relay.run().forEach((type, count) -> journal.line("%d %s", count, type));
    journal.line("and nothing is left: %s", relay.run());
    long entries =
        host.shared()
            .asUser(acme.admin())
            .audit()
            .search(AuditFilter.ALL, PageRequest.first(100))
            .items()
            .size();
    journal.line("the tenant's administrator finds %d entries in the audit log", entries);
  }

  private static void suspension(
      Host host, Acme acme, Scope.TenantUser ann, Relays relay, Journal journal) {
    journal.step("The platform's administrator suspends the tenant");
    UUID administrator = UUID.fromString("00000000-0000-7000-8000-00000000007f");
    host.users()
        .asAdministrator(administrator, "invoice 17 is overdue")
        .tenants()
        .suspend(acme.tenant().id());
    try {
      host.users()
          .asUser(acme.admin())
          .users()
          .create(NewUser.of("bob@acme.example", Passwords.hash("secret")));
    } catch (ScopeDeniedException e) {
      journal.line("a new user is refused: %s", e.getMessage());
    }
    relay.run();
    try {
      host.chats().asUser(ann).conversations().open(NewConversation.of("Weather"));
    } catch (ScopeDeniedException e) {
      journal.line("the other services have heard of it, and refuse what she writes");
    }
    for (AuditEntry entry :
        host.shared()
            .asSystem("a look")
            .audit(SharedService.PLATFORM)
            .search(AuditFilter.ALL.byActor(administrator), PageRequest.first(1))
            .items()) {
      journal.line("audited: %s, because %s", entry.action(), entry.reason().orElse("?"));
    }
  }
}
