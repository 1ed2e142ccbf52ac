package io.lyss.schema;

import static io.lyss.schema.SchemaRule.CHECKS_INLINE_NO_FUNCTION;
import static io.lyss.schema.SchemaRule.CONSTRAINTS_ARE_NAMED_AFTER_TABLE_AND_COLUMNS;
import static io.lyss.schema.SchemaRule.FOREIGN_KEYS_HAVE_AN_INDEX;
import static io.lyss.schema.SchemaRule.FOREIGN_KEYS_SAY_WHAT_A_DELETE_DOES;
import static io.lyss.schema.SchemaRule.THE_TIME_COMES_FROM_TWO_FUNCTIONS;
import static io.lyss.schema.SchemaRule.WHAT_IS_BLANK_IS_ONE_FUNCTION;
import static io.lyss.schema.SchemaRule.WHAT_IS_EDITED_CHANGES_UPDATED_AT;
import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaRulesTest {

  /** The exceptions to the rules; one that breaks no rule any more fails the test. */
  private static final Map<SchemaRule, List<String>> PLATFORM_EXCEPTIONS =
      Map.of(
          CONSTRAINTS_ARE_NAMED_AFTER_TABLE_AND_COLUMNS,
          List.of(
              // hosts are promised these two names
              "check_only_org_providers_can_be_distributed", "unique_provider_distribution"),
          FOREIGN_KEYS_HAVE_AN_INDEX,
          List.of(
              // provider_id says it alone, and the unique constraint begins with that
              "check_only_org_providers_can_be_distributed",
              // conversation_id says it alone, and an index begins with that
              "messages_conversation_id_user_id_fk",
              // users are not deleted, and no query asks for it
              "provider_distributions_distributed_by_fk",
              // users are not deleted; queries ask for the active ones, which have a partial index
              "provider_distributions_user_id_fk",
              // conversation_id says it alone, and has an index wherever it is not null
              "usage_statistics_conversation_id_user_id_fk"),
          WHAT_IS_EDITED_CHANGES_UPDATED_AT,
          // these change with each message: last_active_at has its time
          List.of(
              "conversations.created_at",
              "conversations.greatest_idempotency_key",
              "conversations.last_active_at",
              "conversations.message_count"),
          THE_TIME_COMES_FROM_TWO_FUNCTIONS,
          List.of(
              // these record when something happened
              "append_messages",
              "refresh_provider_usage_daily",
              "update_updated_at_column",
              // these are of use because nobody moves their clock
              "require_signature",
              "former_seal",
              "sealed_scope"));

  private static final Map<LyssDatabase, Map<SchemaRule, List<String>>> EXCEPTIONS =
      Map.of(
          LyssDatabase.PLATFORM,
          PLATFORM_EXCEPTIONS,
          LyssDatabase.USER,
          Map.of(
              FOREIGN_KEYS_HAVE_AN_INDEX,
              // users are not deleted, and no query asks for it
              List.of("user_groups_tenant_id_created_by_fk"),
              // a login edits nothing
              WHAT_IS_EDITED_CHANGES_UPDATED_AT,
              List.of("users.last_login_at"),
              THE_TIME_COMES_FROM_TWO_FUNCTIONS,
              recording("record_login")),
          LyssDatabase.SHARED,
          Map.of(
              CHECKS_INLINE_NO_FUNCTION,
              // fold_case is for queries, and roles are rarely written
              List.of("roles_tenant_id_name_check"),
              FOREIGN_KEYS_HAVE_AN_INDEX,
              // permissions are not deleted, and no query asks for it
              List.of("role_permissions_permission_name_reach_fk"),
              THE_TIME_COMES_FROM_TWO_FUNCTIONS,
              recording()),
          LyssDatabase.CHAT,
          Map.of(
              WHAT_IS_EDITED_CHANGES_UPDATED_AT,
              List.of(
                  // these change with each message: last_active_at has its time
                  "conversations.created_at",
                  "conversations.greatest_message_id",
                  "conversations.last_active_at",
                  "conversations.message_count",
                  "conversations.open_tool_calls",
                  "conversations.token_usage",
                  // with the status
                  "conversations.deleted_at",
                  // a memory of the host chooses what the model reads, and edits nothing
                  "conversations.recalled"),
              FOREIGN_KEYS_HAVE_AN_INDEX,
              // tenant and conversation say it alone, and an index begins with these
              List.of(
                  "conversation_messages_tenant_id_conversation_id_user_id_fk",
                  "conversation_summaries_tenant_id_conversation_id_user_id_fk",
                  "shared_segments_tenant_id_conversation_id_user_id_fk",
                  "shared_segments_tenant_id_shared_id_user_id_fk"),
              FOREIGN_KEYS_SAY_WHAT_A_DELETE_DOES,
              // "restrict" could not wait until all of a person's conversations are gone
              List.of("shared_segments_tenant_id_shared_id_user_id_fk"),
              THE_TIME_COMES_FROM_TWO_FUNCTIONS,
              recording(
                  "append_messages",
                  "enter_conversation",
                  "fork_conversation",
                  "set_conversation_status")),
          LyssDatabase.MEMORY,
          Map.of(
              WHAT_IS_EDITED_CHANGES_UPDATED_AT,
              List.of(
                  // of its vector
                  "user_memories.embed_at",
                  "user_memories.embed_attempts",
                  "user_memories.embed_claim",
                  "user_memories.embed_error",
                  "user_memories.embedded_hash",
                  "user_memories.embedding_id",
                  // with the status, and with the text
                  "user_memories.superseded_by",
                  "user_memories.version"),
              // a memory is due to be embedded since its text has changed
              THE_TIME_COMES_FROM_TWO_FUNCTIONS,
              recording("keep_embed_at")),
          LyssDatabase.PROVIDER,
          Map.of(
              FOREIGN_KEYS_HAVE_AN_INDEX,
              List.of(
                  // types are not deleted, and no query asks for the channels of one
                  "provider_channels_type_fk",
                  // token_id says it alone, and the primary key begins with that
                  "user_token_channels_tenant_id_token_id_user_id_fk"),
              WHAT_IS_EDITED_CHANGES_UPDATED_AT,
              List.of(
                  // with key_hash, or the same key hashed anew
                  "user_tokens.key_prefix",
                  "user_tokens.pepper_id",
                  "user_tokens.previous_key_expires_at",
                  "user_tokens.previous_key_hash",
                  "user_tokens.previous_pepper_id",
                  "user_tokens.rotation_id",
                  // with the status
                  "user_tokens.revoked_at",
                  // with each request
                  "user_tokens.last_used_at"),
              THE_TIME_COMES_FROM_TWO_FUNCTIONS,
              recording("revoke_token")));

  /** Functions that record a time, or make an id for each transaction. */
  private static List<String> recording(String... ofOneDatabase) {
    return Stream.concat(
            Stream.of(
                "update_updated_at_column",
                "record_administrator",
                "raise_outbox_floor",
                "write_event",
                "require_signature",
                "former_seal",
                "sealed_scope"),
            Stream.of(ofOneDatabase))
        .toList();
  }

  private static ThrowawayDatabase broken;

  @BeforeAll
  static void create() {
    broken = migrated();
    broken.execute(
        """
        set search_path = lyss_platform;
        create table bad (
          id integer constraint bad_id_primary primary key,
          user_id integer constraint bad_user references users (id)
        );
        alter table bad add name text
          constraint bad_name_check check (btrim(name) <> '' and upper(name) <> name and name ~ '\\S');
        alter table bad add name_lower text
          constraint bad_name_lower_check check (name_lower = fold_case(name_lower));
        create domain bad_kind as text constraint bad_kind_is_said check (trim_blank(value) <> '');
        create domain bad_given as integer;
        alter table bad add kind bad_kind, add given bad_given;
        create domain bad_nowhere as integer constraint bad_nowhere_check check (value > 0);
        create view bad_view as select current_date as today;
        create index bad_index on bad (user_id, id) where id > 0;
        alter table usage_totals replica identity default;
        create index bad_short_index on users (username);
        create index bad_long_index on users (username, role);
        create function bad_function() returns timestamptz language sql security definer return now();
        create function bad_path() returns bigint language sql as 'select count(*) from users';
        set check_function_bodies = off;
        create function bad_temp() returns bigint language sql set search_path = pg_temp as
          'select count(*) from users';
        create function bad_names(p_text text) returns boolean language plpgsql immutable as $$
        begin return p_text = 'x'; end $$;
        create function bad_setting() returns void language plpgsql as $$
        begin set local search_path = lyss_platform; end $$;
        alter table bad add other text constraint bad_other_check check (bad_names(other));
        create function bad_call() returns text language sql as 'select current_system_reason ()';
        create function bad_write() returns void language sql stable as 'delete from bad';
        create function bad_lock() returns void language plpgsql stable as $$
        begin perform from bad for no key update; end $$;
        create function bad_set() returns void language plpgsql stable as $$
        begin perform set_config('app.x', 'x', true); end $$;
        create function bad_caller() returns void language sql stable as 'select bad_setting()';
        create function bad_trigger() returns trigger language plpgsql stable as 'begin return new; end';
        create function bad_read() returns bigint language sql immutable as 'select count(*) from bad';
        create function bad_parsed() returns integer language sql immutable return (select max(id) from bad);
        create function bad_scope() returns text language sql immutable as $$
        select current_setting('app.x', true) $$;
        create function bad_day() returns date language sql immutable as 'select current_date';
        create trigger update_bad_updated_at before update of name on bad
          for each row execute function update_updated_at_column();
        create function bad_edit() returns void language sql as $$
          update bad as b set name = 'x', given = 7 where b.id = 1 and b.user_id = 2 $$;
        create table bad_when (id integer primary key, name text, kind text, given bad_given);
        create trigger update_bad_when_updated_at before update on bad_when
          for each row when (old.name is distinct from new.name or old.given is distinct from new.given)
          execute function update_updated_at_column();
        create function bad_upsert() returns void language plpgsql as $$
          begin
            insert into bad_when as b (id, name) values (1, 'x')
            on conflict (id) do update set name = excluded.name, given = 1, kind = 'y';
          end $$;
        create table bad_unless (id integer primary key, name text, kind text);
        create trigger update_bad_unless_updated_at before update on bad_unless
          for each row when (old.kind is not distinct from new.kind)
          execute function update_updated_at_column();
        create function bad_unless_edit() returns void language sql as
          'update lyss_platform.bad_unless set name = ''x'', kind = name';
        grant update (name, kind) on bad to authenticated_users;
        grant update (other) on bad to lyss_system;
        grant select (content) on messages_default to authenticated_users;
        grant insert on bad to lyss_system;
        grant update on users to authenticated_users;
        grant insert on messages to public;
        """);
  }

  @AfterAll
  static void drop() {
    broken.close();
  }

  @ParameterizedTest
  @EnumSource
  void everySchemaKeepsTheRules(LyssDatabase kind) {
    Map<SchemaRule, List<String>> exceptions = EXCEPTIONS.getOrDefault(kind, Map.of());
    try (ThrowawayDatabase database = migrated(kind)) {
      for (SchemaRule rule : SchemaRule.values()) {
        assertThat(rule.brokenBy(database, kind.defaultSchema()))
            .as("%s", rule)
            .containsExactlyInAnyOrderElementsOf(exceptions.getOrDefault(rule, List.of()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyRuleNoticesWhatBreaksIt(SchemaRule rule) {
    assertThat(rule.brokenBy(broken, "lyss_platform"))
        .containsAll(
            switch (rule) {
              case RELATIONS_HAVE_COMMENTS -> List.of("bad", "bad_view");
              case COLUMNS_HAVE_COMMENTS -> List.of("bad.id", "bad.user_id");
              case FUNCTIONS_HAVE_COMMENTS,
                  DEFINER_FUNCTIONS_ARE_NOT_PUBLIC,
                  DEFINER_FUNCTIONS_PIN_SEARCH_PATH ->
                  List.of("bad_function");
              case CONSTRAINTS_ARE_NAMED_AFTER_TABLE_AND_COLUMNS ->
                  List.of("bad_id_primary", "bad_user");
              case DOMAINS_ARE_NAMED_AFTER_THEIR_COLUMN ->
                  List.of(
                      "bad_given", "bad_kind: bad_kind_is_said", "bad_nowhere: bad_nowhere_check");
              case TABLES_FORCE_ROW_SECURITY -> List.of("bad");
              case GRANTS_TO_WRITE_NAME_COLUMNS -> List.of("bad", "messages", "users");
              case PARTITIONS_ARE_GRANTED_TO_NOBODY -> List.of("messages_default");
              case FUNCTIONS_PIN_SEARCH_PATH_OR_QUALIFY_NAMES ->
                  List.of("bad_call", "bad_path", "bad_temp");
              case WHAT_TABLES_CALL_PINS_SEARCH_PATH -> List.of("bad_names");
              case WHAT_RUNS_ON_ANY_SEARCH_PATH_QUALIFIES_ALL -> List.of("bad_names");
              case NO_FUNCTION_SETS_THE_SEARCH_PATH -> List.of("bad_setting");
              case FUNCTIONS_ARE_AS_VOLATILE_AS_WHAT_THEY_DO ->
                  List.of(
                      "bad_caller",
                      "bad_day",
                      "bad_lock",
                      "bad_parsed",
                      "bad_read",
                      "bad_scope",
                      "bad_set",
                      "bad_trigger",
                      "bad_write");
              case WHAT_IS_EDITED_CHANGES_UPDATED_AT ->
                  List.of("bad.given", "bad.kind", "bad.other", "bad_unless.kind", "bad_when.kind");
              case VIEWS_RUN_AS_THEIR_INVOKER -> List.of("bad_view");
              case FOREIGN_KEYS_HAVE_AN_INDEX, FOREIGN_KEYS_SAY_WHAT_A_DELETE_DOES ->
                  List.of("bad_user");
              case ROWS_HAVE_A_REPLICA_IDENTITY -> List.of("usage_totals");
              case CHECKS_INLINE_NO_FUNCTION -> List.of("bad_name_lower_check");
              case INDEXES_ARE_NO_PREFIX_OF_ANOTHER -> List.of("lyss_platform.bad_short_index");
              case WHAT_IS_BLANK_IS_ONE_FUNCTION -> List.of("bad_kind_is_said", "bad_name_check");
              case NO_LOCALE_DECIDES -> List.of("bad_name_check");
              case THE_TIME_COMES_FROM_TWO_FUNCTIONS -> List.of("bad_function", "bad_view");
            });
  }

  /** Shared folders share the numbers below 100; a database has its own in steps of ten. */
  @ParameterizedTest
  @EnumSource
  void versionsGoUpInSteps(LyssDatabase database) {
    List<Integer> versions =
        SqlFiles.starting("V", database).stream()
            .map(file -> Integer.parseInt(file.substring(1, file.indexOf("__"))))
            .toList();
    assertThat(versions).isNotEmpty().doesNotHaveDuplicates().isSorted();
    assertThat(versions.stream().filter(version -> version >= 100))
        .as("steps of ten; what another database has of its own is a gap")
        .startsWith(100)
        .allMatch(version -> version % 10 == 0);
  }
}
