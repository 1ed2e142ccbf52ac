package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.schema.chat.ChatSubject;
import io.lyss.schema.isolation.IsolationReport;
import io.lyss.schema.isolation.LyssIsolation;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of a host's own tables, views and functions, each planted and found. */
@OneIn(4)
class IsolationFaultsTest {

  private static final String SHOP =
      """
      create schema shop;
      grant usage on schema shop to authenticated_users, lyss_system;
      create function shop.reason() returns text stable
      return nullif(current_setting('app.system_reason', true), '');

      create table shop.notes (
        tenant_id uuid not null default lyss_chat.current_tenant_id(), id uuid not null, user_id uuid not null,
        title text not null, hint text default 'none', primary key (tenant_id, id), unique (tenant_id, id, user_id)
      );
      alter table shop.notes enable row level security, force row level security;
      create policy own on shop.notes to authenticated_users
        using (tenant_id = lyss_chat.current_tenant_id() and user_id = lyss_chat.current_user_id());
      create policy work on shop.notes to lyss_system using (shop.reason() is not null);
      grant select, insert, update, delete on shop.notes to authenticated_users, lyss_system;
      insert into shop.notes (tenant_id, id, user_id, title)
        select tenant_id, id, user_id, title || ' of ' || tenant_id from lyss_chat.conversations
        where status = 'active';

      create table shop.lines (
        tenant_id uuid not null, id uuid not null, user_id uuid not null, note_id uuid not null,
        primary key (tenant_id, id),
        foreign key (tenant_id, note_id, user_id) references shop.notes (tenant_id, id, user_id)
      );
      alter table shop.lines enable row level security, force row level security;
      create policy own on shop.lines to authenticated_users
        using (tenant_id = lyss_chat.current_tenant_id() and user_id = lyss_chat.current_user_id());
      grant select, insert on shop.lines to authenticated_users;
      insert into shop.lines select tenant_id, id, user_id, id from shop.notes;

      create view shop.titles with (security_invoker = true) as select title from shop.notes;
      grant select on shop.titles to authenticated_users;

      create function shop.count_notes() returns bigint language sql stable
      as 'select count(*) from shop.notes';
      """;

  private static OwnedDatabase database;

  @BeforeAll
  static void open() {
    database = new ChatSubject().open();
  }

  @AfterAll
  static void close() throws SQLException {
    database.close();
  }

  private static IsolationReport probe(String fault) throws SQLException {
    try (Connection superuser = database.superuserDataSource().getConnection();
        Statement statement = superuser.createStatement()) {
      statement.execute(SHOP + fault);
      try {
        return isolation().also("shop").onlyHosts().probe();
      } finally {
        statement.execute("drop schema shop cascade");
      }
    }
  }

  private static LyssIsolation isolation() {
    return LyssIsolation.of(LyssDatabase.CHAT, database.superuserDataSource());
  }

  @Test
  void aConnectionThatBreaksDownSaysWhyAndNotThatItCannotBeRolledBack() {
    assertThatThrownBy(
            () ->
                probe(
                    "create function shop.quit() returns boolean language sql security definer"
                        + " return pg_terminate_backend(pg_backend_pid())"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("terminating connection due to administrator command");
  }

  @Test
  void aHostThatComparesTenantAndUserIsIsolated() throws SQLException {
    IsolationReport report = probe("");
    assertThat(report.findings()).isEmpty();
    assertThat(report.probes()).isGreaterThan(300);
    assertThat(report.notProbed()).noneMatch(line -> line.contains("shop.notes"));
  }

  /**
   * A fault, or several that do not meet; then the findings, each of a check and of words in it.
   */
  static Stream<Arguments> faults() {
    return Stream.of(
        arguments(
            "alter table shop.notes disable row level security",
            "row security: shop.notes is granted",
            "leak: shop.notes, select, as an end user",
            "leak: shop.notes, a function in a condition, as an end user",
            "leak: shop.notes, delete of theirs, as an end user"),
        arguments("alter table shop.notes no force row level security", "row security: not forced"),
        arguments("alter policy own on shop.notes using (true)", "leak: shop.notes, count, as"),
        arguments(
            "alter policy own on shop.notes using (user_id = lyss_chat.current_user_id())",
            "leak: as a user of the same id"),
        arguments(
            "alter policy own on shop.notes using (tenant_id = lyss_chat.current_tenant_id())",
            "leak: tells of a colleague"),
        arguments(
            "alter policy own on shop.notes with check (true)",
            "leak: changes rows of another tenant"),
        arguments(
            "alter policy work on shop.notes using (true)",
            "leak: as system work without a reason"),
        arguments(
            "drop table shop.lines; grant truncate on shop.notes to authenticated_users",
            "leak: shop.notes, truncate"),
        arguments(
            """
            alter table shop.lines drop constraint lines_tenant_id_note_id_user_id_fkey,
              add foreign key (tenant_id, note_id) references shop.notes (tenant_id, id)
            """,
            "leak: by lines_tenant_id_note_id_fkey, as an end user (tells of a colleague"),
        arguments(
            """
            grant usage on schema shop to public; grant select on shop.notes to public;
            create policy probed on shop.notes using (current_user like 'lyss_probe%')
            """,
            "leak: as a login without rights"),
        arguments(
            """
            create unique index titles_are_unique on shop.notes (title);
            alter table shop.lines add column title text references shop.notes (title);
            """,
            "unique index: titles_are_unique",
            "foreign key: lines_title_fkey",
            "leak: insert with their key of shop.titles_are_unique"),
        arguments(
            """
            create function shop.newest() returns text language sql stable security definer
              set search_path = shop, pg_temp
              as $$ select string_agg(title, ',' order by title) from shop.notes $$;
            grant execute on function shop.newest() to authenticated_users;
            alter table shop.notes alter hint set default shop.newest();
            create function shop.spill() returns trigger language plpgsql security definer
              set search_path = shop, pg_temp
              as $$ begin new.hint := (select count(*) from shop.notes); return new; end $$;
            create trigger spill before update on shop.notes for each row execute function shop.spill();
            """,
            "leak: shop.notes, insert with defaults, returning",
            "leak: shop.notes, update returning"),
        arguments(
            """
            alter view shop.titles set (security_invoker = false);
            create materialized view shop.all_titles as select title from shop.notes;
            grant select on shop.all_titles to authenticated_users;
            create sequence shop.numbers;
            grant usage on sequence shop.numbers to authenticated_users;
            create table shop.months (like shop.notes) partition by list (title);
            create table shop.months_1 partition of shop.months default;
            alter table shop.months enable row level security, force row level security;
            grant select on shop.months_1 to authenticated_users;
            """,
            "view: shop.titles",
            "leak: shop.titles, copy out",
            "materialized view: shop.all_titles",
            "leak: shop.all_titles, select",
            "sequence: shop.numbers",
            "partition: shop.months_1"),
        arguments(
            """
            alter function shop.count_notes() security definer;
            create function shop.find(p_title text) returns bigint language plpgsql stable
              security definer set search_path = shop, pg_temp
              as $$
              declare
                n bigint;
              begin
                execute concat('select count(*) from shop.notes where tenant_id = lyss_chat.current_tenant_id()',
                  ' and user_id = lyss_chat.current_user_id() and title = ', chr(39), p_title, chr(39)) into n;
                return n;
              end
              $$;
            create function shop.rename(p_id uuid) returns void language sql security definer
              set search_path = shop, pg_temp as $$ update shop.notes set title = 'x' where id = p_id $$;
            """,
            "definer function: shop.count_notes()",
            "leak: shop.count_notes(), call",
            "leak: shop.find(text), call, as an end user",
            "leak: shop.rename(uuid), call"),
        arguments(
            """
            create function shop.of_row(p_row shop.notes) returns text language sql stable security definer
              set search_path = shop, pg_temp as $$ select title from shop.notes as n where n.id = p_row.id $$;
            create function shop.of_titles(variadic p_title text[]) returns bigint language sql stable
              security definer set search_path = shop, pg_temp
              as $$ select count(*) from shop.notes as n where n.title = any (p_title) $$;
            create function shop.of_any(p_note_id anyelement) returns bigint language sql stable security definer
              set search_path = shop, pg_temp as $$ select count(*) from shop.notes where id::text = p_note_id::text $$;
            create function shop.of_json(p_filter jsonb) returns bigint language sql stable security definer
              set search_path = shop, pg_temp
              as $$ select count(*) from shop.notes where id::text = p_filter ->> 'note_id' $$;
            create function shop.of_table(p_table regclass) returns bigint language plpgsql stable security definer
              set search_path = shop, pg_temp
              as $$ declare n bigint; begin execute 'select count(*) from ' || p_table into n; return n; end $$;
            create procedure shop.of_id(p_note_id uuid, inout p_found text) language plpgsql security definer
              set search_path = shop, pg_temp
              as $$ begin select title into p_found from shop.notes as n where n.id = p_note_id; end $$;
            create function shop.add(p_n bigint, p_note_id uuid) returns bigint language sql stable security definer
              set search_path = shop, pg_temp
              as $$ select p_n + count(*) from shop.notes as n where n.id = p_note_id $$;
            revoke execute on function shop.add(bigint, uuid) from public;
            create aggregate shop.total(uuid) (sfunc = shop.add, stype = bigint, initcond = '0');
            """,
            "leak: shop.of_row(shop.notes), call",
            "leak: shop.of_titles(text[]), call",
            "leak: shop.of_any(anyelement), call",
            "leak: shop.of_json(jsonb), call",
            "leak: shop.of_table(regclass), call",
            "leak: shop.of_id(uuid,text), call",
            "leak: shop.total(uuid), call"));
  }

  private static Arguments arguments(String fault, String... findings) {
    return Arguments.of(fault, List.of(findings));
  }

  @ParameterizedTest
  @MethodSource("faults")
  @OneIn(8)
  void aFaultIsFound(String fault, List<String> expected) throws SQLException {
    List<String> found =
        probe(fault).findings().stream().map(f -> f.check() + ": " + f.what()).toList();
    for (String finding : expected) {
      String check = finding.substring(0, finding.indexOf(": ") + 2);
      String words = finding.substring(check.length());
      assertThat(found)
          .as(finding)
          .anyMatch(text -> text.startsWith(check) && text.contains(words));
    }
  }

  @Test
  void theReportNamesObjectsThatCannotBeProbed() throws SQLException {
    IsolationReport report =
        probe(
            """
            ;create table shop.countries (code text primary key);
            alter table shop.countries enable row level security, force row level security;
            create table shop.empty (tenant_id uuid);
            alter table shop.empty enable row level security, force row level security;
            create function shop.of_address(p_address macaddr) returns macaddr language sql stable return p_address;
            create function shop.of_range(p_range anyrange) returns boolean language sql stable as 'select isempty(p_range)';
            create function shop.broken() returns bigint language plpgsql stable
              as $$ begin return (select count(*) from shop.not_there); end $$;
            """);
    assertThat(report.findings()).isEmpty();
    assertThat(report.notProbed())
        .anySatisfy(line -> assertThat(line).contains("shop.countries", "no column tenant_id"))
        .anySatisfy(line -> assertThat(line).contains("shop.empty", "no row in it"))
        .anySatisfy(line -> assertThat(line).contains("shop.of_address(macaddr)", "null"))
        .anySatisfy(line -> assertThat(line).contains("shop.of_range(anyrange)", "null"))
        .anySatisfy(
            line -> assertThat(line).contains("shop.broken()", "no call of it", "not_there"));
    assertThat(report.toString()).contains(" probes, 0 findings", "\n  not probed: shop.countries");
  }

  @Test
  void leavesNothingBehind() throws SQLException {
    String rows =
        "select (select count(*) from lyss_chat.conversation_messages),"
            + " (select count(*) from pg_roles where rolname like 'lyss_probe%'),"
            + " (select count(*) from pg_namespace where nspname like 'lyss_probe%')";
    List<String> before = TestDatabases.rows(database.superuserDataSource(), rows);
    probe("");
    assertThat(TestDatabases.rows(database.superuserDataSource(), rows)).isEqualTo(before);
  }

  @Test
  void aDatabaseInWhichOthersWorkIsRefused() throws SQLException {
    try (Connection other = database.superuserDataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("select 1");
      assertThatThrownBy(isolation()::probe)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("others are in a transaction");
    }
    assertThatThrownBy(LyssIsolation.of(LyssDatabase.CHAT, database.ownerDataSource())::probe)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no superuser");
    Scoped superuser = Scoped.asLogin(database.superuser());
    String counted = "update pg_class set reltuples = %d where relname = 'conversations'";
    superuser.change(counted.formatted(100_001));
    assertThatThrownBy(isolation()::probe)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is no database for tests");
    superuser.change(counted.formatted(-1));
    try (OwnedDatabase empty = OwnedDatabase.empty(LyssDatabase.CHAT)) {
      assertThatThrownBy(LyssIsolation.of(LyssDatabase.CHAT, empty.superuserDataSource())::probe)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("rows of two tenants");
    }
  }
}
