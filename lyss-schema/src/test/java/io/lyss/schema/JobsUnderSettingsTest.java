package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs do the same whatever a DBA has set for the database, and for a table. */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@OneIn(6)
class JobsUnderSettingsTest {

  /** Times are written in an order and with a name of the zone that are also those of others. */
  private static final List<String> SETTINGS =
      List.of(
          "default_transaction_isolation = 'serializable'",
          "DateStyle = 'SQL, DMY'",
          "TimeZone = 'Asia/Kolkata'",
          "IntervalStyle = 'sql_standard'",
          "quote_all_identifiers = on",
          "transform_null_equals = on");

  @Parameter private Restricted<?> subject;

  private OwnedDatabase database;
  private Scoped superuser;
  private List<String> tables;

  @BeforeEach
  void open() throws SQLException {
    database = subject.open();
    superuser = Scoped.asLogin(database.superuser());
    tables = LateRows.tables(superuser);
    PartitionWork.prepare(superuser, tables);
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  /**
   * Rows on both sides of midnight, in UTC and elsewhere, some of them in a month that is there.
   */
  private Map<String, LateRows> late() throws SQLException {
    Map<String, LateRows> late = new TreeMap<>();
    for (String table : tables) {
      LateRows rows = new LateRows(superuser, table);
      rows.add(600, "2020-01-31 19:00", "true");
      rows.add(
          600,
          superuser.value("select to_char(date_trunc('month', now()), 'YYYY-MM-DD')") + " 00:00",
          "true");
      late.put(table, rows);
    }
    superuser.change("update jobs set due_at = null where name like 'partitions of %'");
    return late;
  }

  private void assertInTheirMonths(Map<String, LateRows> late) throws SQLException {
    assertThat(superuser.column("select name || ': ' || error from jobs where error is not null"))
        .isEmpty();
    for (String table : tables) {
      assertThat(late.get(table).inTheirMonth())
          .as(table)
          .isEqualTo(superuser.value("select count(*) from " + table));
      assertThat(superuser.value("select count(*) from %s_2020_01".formatted(table)))
          .as("%s of January", table)
          .isEqualTo(300L);
    }
  }

  @Test
  void asPgCronRunsThem() throws SQLException {
    Map<String, LateRows> late = late();
    try (Connection owner = database.owner();
        Statement statement = owner.createStatement()) {
      // The driver wants DateStyle back before the statement ends.
      statement.execute(
          "do $$ begin set %s; call %s.run_due_jobs('pg_cron'); reset DateStyle; end $$"
              .formatted(String.join("; set ", SETTINGS), subject.schema()));
    }
    assertInTheirMonths(late);
  }

  @Test
  void asHostsRunThem() throws SQLException {
    Map<String, LateRows> late = late();
    for (String setting : SETTINGS) {
      superuser.change(
          "do $$ begin execute format('alter database %I set "
              + setting.replace("'", "''")
              + "', current_database()); end $$");
    }
    List<String> errors = new ArrayList<>();
    LyssMaintenance.of(subject.database(), database.appDataSource())
        .runDue(Duration.ofMinutes(1), run -> run.error().ifPresent(errors::add));
    assertThat(errors).isEmpty();
    assertInTheirMonths(late);
  }

  /** Such a right would pass by the policies: of a month, and "truncate" of any table. */
  @Test
  void aNewMonthIsGrantedToNobodyWhateverItsOwnerGrantsByDefault() throws SQLException {
    Map<String, LateRows> late = late();
    try (Connection owner = database.owner();
        Statement statement = owner.createStatement()) {
      statement.execute("alter default privileges grant all on tables to lyss_test_app");
      statement.execute("call %s.run_due_jobs('pg_cron')".formatted(subject.schema()));
    }
    assertInTheirMonths(late);
    assertThat(
            superuser.column(
                """
                select c.oid::regclass::text from pg_class as c
                where c.relispartition and c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
                  and exists (select from aclexplode(c.relacl) as a where a.grantee <> c.relowner)
                """))
        .isEmpty();
  }

  private String tablespace() throws SQLException {
    String name = "of_months";
    try (Connection connection = database.superuser();
        Statement statement = connection.createStatement();
        ResultSet there =
            statement.executeQuery(
                "select from pg_tablespace where spcname = '%s'".formatted(name))) {
      if (!there.next()) {
        statement.execute("set allow_in_place_tablespaces = on");
        statement.execute("create tablespace %s location ''".formatted(name));
      }
    }
    return name;
  }

  /** A new month is like the table, also in what a DBA has changed of it since. */
  @Test
  void aNewMonthIsStoredAsTheTableIsTo() throws SQLException {
    Map<String, LateRows> late = late();
    superuser.change("grant create on tablespace %s to public".formatted(tablespace()));
    for (String table : tables) {
      superuser.change("alter table %s set tablespace %s".formatted(table, tablespace()));
      superuser.change("alter table %s replica identity full".formatted(table));
      superuser.change(
          """
          do $$
          begin
            execute (
              select format(
                'alter table %1$s %%s',
                string_agg(format('alter %%I set compression pglz, alter %%1$I set storage main', a.attname), ', '))
              from pg_attribute as a
              where a.attrelid = '%1$s'::regclass and a.attnum > 0 and a.attstorage = 'x');
          end
          $$;
          """
              .formatted(table));
    }
    try (Connection owner = database.owner();
        Statement statement = owner.createStatement()) {
      statement.execute("call %s.run_due_jobs('pg_cron')".formatted(subject.schema()));
    }
    assertInTheirMonths(late);
    assertThat(
            superuser.column(
                """
                select c.oid::regclass::text from pg_class as c
                left join pg_tablespace as s on s.oid = c.reltablespace
                where c.oid::regclass::text ~ '_2020_0[12]$|_default$' and c.relkind = 'r'
                  and (s.spcname is distinct from ? or c.relreplident <> 'f')
                """,
                tablespace()))
        .isEmpty();
    assertThat(
            superuser.column(
                """
                select distinct format('%s.%s', m.attrelid::regclass, m.attname)
                from pg_attribute as m
                join pg_inherits as i on i.inhrelid = m.attrelid
                join pg_attribute as t on t.attrelid = i.inhparent and t.attname = m.attname
                where m.attrelid::regclass::text ~ '_2020_0[12]$|_default$'
                  and t.attnum > 0 and t.attstorage <> 'p'
                  and (t.attcompression, t.attstorage) is distinct from (m.attcompression, m.attstorage)
                """))
        .isEmpty();
  }
}
