package io.lyss.examples.operations;

import io.lyss.examples.host.Journal;
import io.lyss.examples.quickstart.Table;
import io.lyss.schema.Diagnosis;
import io.lyss.schema.Finding;
import io.lyss.schema.HealthSection;
import io.lyss.schema.LyssDoctor;
import io.lyss.schema.LyssMigrationException;
import io.lyss.schema.MigrationStatus;
import io.lyss.throwaway.DatabaseClock;
import io.lyss.throwaway.ThrowawayPostgres;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows a day in the life of a database, on an embedded PostgreSQL: it is installed, filled and
 * maintained; then nobody runs its jobs for months; they catch up; it is backed up, restored,
 * upgraded and compared. Prints what a DBA would want to read.
 *
 * <p>{@code -Dlyss.pg.bin} names the folder of {@code pg_dump} and {@code pg_restore}; without it
 * the installed ones are used, if their version fits the server.
 */
public final class DayInTheLife {

  /**
   * For how many months no job runs. Partitions are made three months ahead, so those of the last
   * three months are missing then.
   */
  private static final int MONTHS_AGO = 7;

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration AT_MOST = Duration.ofMinutes(1);

  /** Counts the rows of some tables. */
  private static final String ROWS =
      """
      select format('%s users, %s providers, %s conversations, %s messages, %s rows of usage',
        (select count(*) from lyss_platform.users),
        (select count(*) from lyss_platform.provider_configs),
        (select count(*) from lyss_platform.conversations),
        (select count(*) from lyss_platform.messages),
        (select count(*) from lyss_platform.usage_statistics))
      """;

  private final ThrowawayPostgres postgres;
  private final Optional<String> programs;
  private final PrintStream out;
  private final Journal journal;

  private DayInTheLife(ThrowawayPostgres postgres, Optional<String> programs, PrintStream out) {
    this.postgres = postgres;
    this.programs = programs;
    this.out = out;
    this.journal = new Journal(out);
  }

  /** Takes no arguments. */
  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    try (ThrowawayPostgres postgres = ThrowawayPostgres.start()) {
      run(postgres, Optional.ofNullable(System.getProperty("lyss.pg.bin")), out);
    }
  }

  /** The same on a server that is there. */
  static void run(ThrowawayPostgres postgres, Optional<String> programs, PrintStream out) {
    new DayInTheLife(postgres, programs, out).run();
  }

  private void run() {
    Instant then = OffsetDateTime.now(ZoneOffset.UTC).minusMonths(MONTHS_AGO).toInstant();
    try (Installation lyss = new Installation(postgres)) {
      DatabaseClock clock =
          new DatabaseClock(lyss.database(), List.of(Installation.KIND.defaultSchema()));
      install(lyss, clock, then);
      Business business = new Business(lyss.application());
      business.found();
      business.week(then);
      journal.line("the application has written %d messages", business.messages());
      maintain(lyss);

      clock.reset();
      journal.step("Nobody has run a job since");
      for (Instant end = then.plus(WEEK); end.isBefore(Instant.now()); end = end.plus(WEEK)) {
        business.week(end);
      }
      journal.line("the application went on: %d messages by now", business.messages());
      look(lyss);

      journal.step("The jobs catch up");
      maintain(lyss);
      look(lyss);
      journal.line("messages there: %s, of %d", count(lyss, "messages"), business.messages());

      journal.step("Backed up, and restored into an empty database");
      new Backup(postgres, programs, journal).andRestore(lyss);
    }
    try (Installation lyss = new Installation(postgres)) {
      upgrade(lyss);
    }
  }

  private void install(Installation lyss, DatabaseClock clock, Instant then) {
    journal.step("Installed on PostgreSQL " + lyss.ask("show server_version") + ", as of " + then);
    journal.line("%d files applied", lyss.migrator().migrate().applied().size());
    lyss.migrator().validate();
    journal.line("validate finds nothing");
    clock.stop(then);
    // The migration has made the partitions of today's months; this makes those that it would have
    // made then.
    lyss.database()
        .execute(
            """
        do $$
        declare
          v_month regclass;
        begin
          set local search_path = lyss_platform;
          for v_month in
            select c.oid::regclass from pg_class as c
            where c.relnamespace = 'lyss_platform'::regnamespace and c.relispartition
              and c.relkind = 'r' and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
          loop
            execute format('drop table %s', v_month);
          end loop;
          perform create_monthly_partitions();
        end
        $$
        """);
  }

  private void maintain(Installation lyss) {
    List<String> idle = new ArrayList<>();
    lyss.maintenance()
        .runDue(
            AT_MOST,
            run -> {
              if (run.error().isPresent()) {
                journal.line("%s FAILED: %s", run.job(), run.error().get());
              } else if (run.done() > 0) {
                journal.line(
                    "%s: %d done in %.2f s", run.job(), run.done(), run.took().toMillis() / 1000.0);
              } else {
                idle.add(run.job());
              }
            });
    journal.line("%d jobs were due and found nothing to do", idle.size());
  }

  /** Prints the alarms: what health and doctor find. */
  private void look(Installation lyss) {
    for (HealthSection section : lyss.health().read()) {
      switch (section.title()) {
        case "tables" -> tables(section);
        case "jobs overdue, failing or on hold" ->
            journal.line("%d jobs are overdue, failing or on hold", section.rows().size());
        default -> {
          // nothing of this day
        }
      }
    }
    Diagnosis diagnosis = LyssDoctor.of(Installation.KIND, lyss.application()).examine();
    journal.line("doctor finds %s", diagnosis.isHealthy() ? "nothing" : "this:");
    for (Finding finding : diagnosis.findings()) {
      journal.line("  %s", finding.what());
      journal.line("      %s", finding.remedy());
    }
  }

  private void tables(HealthSection section) {
    Table table = new Table("table", "months", "rows in default", "days left");
    for (List<String> row : section.rows()) {
      if (!cell(section, row, "days left").isEmpty()) {
        table.row(
            cell(section, row, "table"),
            Integer.parseInt(cell(section, row, "months")),
            Integer.parseInt(cell(section, row, "in default")),
            Integer.parseInt(cell(section, row, "days left")));
      }
    }
    table.lines().forEach(line -> out.println("   " + line));
  }

  private static String cell(HealthSection section, List<String> row, String column) {
    return row.get(section.columns().indexOf(column));
  }

  /**
   * Upgrades another host, which has the release before this one, and rows in each of its tables.
   */
  private void upgrade(Installation lyss) {
    journal.step("Another host upgrades from " + FormerRelease.NAME);
    lyss.run(FormerRelease.script());
    lyss.database().execute(FormerRelease.rows());
    String before = lyss.ask(ROWS);
    journal.line("its rows: %s", before);
    refused(lyss);
    List<String> pending =
        lyss.migrator().info().stream()
            .filter(MigrationStatus::pending)
            .map(MigrationStatus::file)
            .toList();
    List<String> tables = pending.stream().filter(file -> file.startsWith("V")).toList();
    tables.forEach(file -> journal.line("pending: %s", file));
    journal.line(
        "and %d files of views, functions, policies and rights", pending.size() - tables.size());
    journal.line("script, for review: %d lines of SQL", lyss.migrator().script().lines().count());
    long began = System.nanoTime();
    int applied = lyss.migrator().migrate().applied().size();
    journal.line("%d files applied in %.1f s", applied, (System.nanoTime() - began) / 1e9);
    lyss.migrator().validate();
    journal.line("validate finds nothing");
    journal.line("its rows: %s", lyss.ask(ROWS).equals(before) ? "as they were" : lyss.ask(ROWS));
    journal.line(
        "%s",
        lyss.ask(
            "select obj_description('lyss_platform.lyss_schema_history'::regclass, 'pg_class')"));
  }

  private void refused(Installation lyss) {
    try {
      lyss.migrator().validate();
    } catch (LyssMigrationException e) {
      journal.line("validate: %s", e.getMessage().lines().findFirst().orElseThrow());
    }
  }

  private static String count(Installation lyss, String table) {
    return lyss.ask("select count(*) from lyss_platform." + table);
  }
}
