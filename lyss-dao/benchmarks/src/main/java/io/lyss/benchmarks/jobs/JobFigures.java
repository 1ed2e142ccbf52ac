package io.lyss.benchmarks.jobs;

import io.lyss.benchmarks.Figures;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Measured;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Table;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.benchmarks.money.MoneyFigures;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMaintenance;
import io.lyss.schema.LyssMigrator;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Group jobs: how long a reader and a writer wait for each job, and for an upgrade, and how long
 * these take: a million messages, and as many requests, at scale 1. Each database is measured on a
 * copy, because a job can be done only once; the group jobs-chat measures one database.
 */
public final class JobFigures {

  private static final long ROWS = (long) (1_000_000 * Figures.SCALE);
  private static final long CONVERSATIONS = Math.max(100, ROWS / 100);
  private static final Duration QUIET = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  // the longest wait for a lock that others need, and a little more
  private static final double REACH = 2.1;

  private final Table table;
  private final LyssDatabase kind;
  private final Volume volume;
  private final Bystanders bystanders;
  private final Set<String> gaveUp = new LinkedHashSet<>();

  private JobFigures(Table table, LyssDatabase kind, Volume volume, Bystanders bystanders) {
    this.table = table;
    this.kind = kind;
    this.volume = volume;
    this.bystanders = bystanders;
  }

  public static void measure(Run run) throws SQLException {
    String rows = "set figures.rows = " + ROWS + ";\n";
    if (asks(run, LyssDatabase.CHAT)) {
      measure(
          run,
          LyssDatabase.CHAT,
          volume(run, LyssDatabase.CHAT, "conversations", rows + resource("chat.sql")),
          source -> ChatCalls.read(source, CONVERSATIONS),
          ChatCalls::write);
    }
    if (asks(run, LyssDatabase.PROVIDER)) {
      measure(
          run,
          LyssDatabase.PROVIDER,
          volume(run, LyssDatabase.PROVIDER, "usage_records", rows + resource("provider.sql")),
          ProviderCalls::read,
          ProviderCalls::write);
    }
    if (asks(run, LyssDatabase.PLATFORM)) {
      String scale = "set figures.scale = " + ROWS / 10_000_000.0 + ";\n";
      measure(
          run,
          LyssDatabase.PLATFORM,
          volume(
              run,
              LyssDatabase.PLATFORM,
              "users",
              scale + Volume.resources(MoneyFigures.class, "platform.sql")),
          PlatformCalls::read,
          PlatformCalls::write);
    }
  }

  private static boolean asks(Run run, LyssDatabase kind) {
    return run.asks("jobs") || run.asks("jobs-" + kind.toString().toLowerCase(Locale.ROOT));
  }

  private static String resource(String file) {
    return Volume.resources(JobFigures.class, file);
  }

  private static Volume volume(Run run, LyssDatabase kind, String table, String fill)
      throws SQLException {
    return Volume.of(run.server(), kind, "jobs", table, fill);
  }

  private static void measure(
      Run run,
      LyssDatabase kind,
      Volume filled,
      Function<DataSource, Call> reader,
      Function<DataSource, Call> writer)
      throws SQLException {
    Volume copy = filled.copy();
    try (Bystanders bystanders = new Bystanders(copy, reader, writer)) {
      new JobFigures(run.table(), kind, copy, bystanders).measure();
    } finally {
      copy.drop();
    }
  }

  private void measure() throws SQLException {
    line(
        "nothing",
        () -> {
          Thread.sleep(QUIET.toMillis());
          return null;
        });
    switch (kind) {
      case CHAT -> {
        job("partitions of conversation_messages", "rows of the default one moved");
        dropMonthsAhead("conversation_messages");
        job("partitions of conversation_messages", "months ahead made");
        job("statistics of conversation_messages", "");
        job("purge of conversations", "");
        keep("retention of conversation_messages");
        job("retention of conversation_messages", "a year dropped");
      }
      case PROVIDER -> {
        job("roll-ups of usage", "of all");
        job("roll-ups of usage", "of what is new");
        dropMonthsAhead("usage_records");
        job("partitions of usage_records", "months ahead made");
        job("statistics of usage_records", "");
        job("retention of usage_records", "a year dropped");
      }
      default -> {
        job("roll-ups of usage", "of all");
        job("usage by day", "");
        job("statistics of usage_statistics", "");
        job("retention of usage_statistics", "a year dropped");
      }
    }
    nothingDue();
    volume.execute(
        "update %s.lyss_schema_history set checksum = 0 where version is null"
            .formatted(kind.defaultSchema()));
    LyssMigrator migrator = LyssMigrator.of(kind, volume.dataSource());
    line("all repeatable files, as each release applies them", migrator::migrate);
    line("a migration with nothing to do", migrator::migrate);
  }

  /** Runs one job as hosts do, part after part, and no other job. */
  private void job(String name, String what) throws SQLException {
    volume.execute(
        """
        set search_path = %s;
        insert into jobs (name) select name from maintenance on conflict do nothing;
        update jobs set due_at = case when name <> '%s' then now() + interval '1 day' end;
        """
            .formatted(kind.defaultSchema(), name));
    line(what.isEmpty() ? name : name + ", " + what, this::runDue);
  }

  /** A job that gave up is due again after a pause, as where hosts call this each minute. */
  private Void runDue() throws InterruptedException {
    Map<String, String> errors = new TreeMap<>();
    LyssMaintenance maintenance = LyssMaintenance.of(kind, volume.dataSource());
    long end = System.nanoTime() + LONGEST.toNanos();
    do {
      maintenance.runDue(
          LONGEST,
          ran -> {
            errors.remove(ran.job());
            ran.error().ifPresent(error -> errors.put(ran.job(), error));
          });
      if (!errors.isEmpty()) {
        gaveUp.add(errors.toString());
        Thread.sleep(AGAIN.toMillis());
      }
    } while (!errors.isEmpty() && System.nanoTime() < end);
    if (!errors.isEmpty()) {
      throw new IllegalStateException("Never done: " + errors);
    }
    return null;
  }

  private void nothingDue() {
    line("maintain with nothing due", this::runDue);
  }

  private void keep(String job) throws SQLException {
    volume.execute(
        "set search_path = %s; update jobs set keep = interval '2 years' where name = '%s'"
            .formatted(kind.defaultSchema(), job));
  }

  private void dropMonthsAhead(String partitioned) throws SQLException {
    volume.execute(
        """
        set search_path = %s;
        do $$
        begin
          execute (
            select string_agg(format('drop table %%I', c.relname), ';')
            from pg_inherits join pg_class as c on c.oid = inhrelid
            where inhparent = '%2$s'::regclass
              and c.relname > '%2$s' || to_char(now() at time zone 'UTC', '_YYYY_MM')
              and c.relname ~ '[0-9]$');
        end
        $$;
        """
            .formatted(kind.defaultSchema(), partitioned));
  }

  private void line(String what, Callable<?> work) {
    gaveUp.clear();
    Bystanders.Seen seen = bystanders.during(work);
    String figure = kind + ", " + what;
    table.known(figure + ": s", Measured.of(seen.took()));
    table.known(figure + ": a reader's longest call, s", Measured.of(seen.read()));
    table.known(figure + ": a writer's longest call, s", Measured.of(seen.written()));
    table.atMost(REACH, figure + ": longest wait for a lock, s", Measured.of(seen.locked()));
    table.atMost(0, figure + ": calls refused", Measured.of(seen.refused()));
    gaveUp.forEach(error -> System.err.println(figure + " gave up once: " + error));
  }
}
