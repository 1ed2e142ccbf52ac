package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mfvanek.pg.connection.PgConnection;
import io.github.mfvanek.pg.connection.PgConnectionImpl;
import io.github.mfvanek.pg.core.checks.common.DatabaseCheckOnHost;
import io.github.mfvanek.pg.core.checks.host.StandardChecksOnHost;
import io.github.mfvanek.pg.model.context.PgContext;
import io.github.mfvanek.pg.model.dbobject.DbObject;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.Whole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What pg-index-health, whose rules are not ours, says of the schemas; and why we do otherwise. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Whole("SchemaRulesTest asks for our own rules")
class JudgedSchemasTest {

  /**
   * @param check the rule of pg-index-health
   * @param objects the names that it finds, as a regular expression
   * @param reason why it is to be so
   */
  private record Exemption(String check, String objects, String reason) {}

  private static final List<Exemption> EXEMPTIONS =
      List.of(
          new Exemption(".*", ".*lyss_schema_history.*|installed_on", "It is Flyway's."),
          new Exemption(
              "COLUMNS_WITHOUT_DESCRIPTION",
              "installed_rank|version|description|type|script|checksum|installed_by|execution_time|success",
              "They are Flyway's."),
          new Exemption(
              "COLUMNS_WITH_FIXED_LENGTH_VARCHAR",
              ".*",
              "Lengths are promised to hosts, and a longer one is no rewrite."),
          new Exemption(
              "TABLES_NOT_LINKED_TO_OTHERS",
              "jobs|(known|usage|audit|outbox)_\\w+|consumed_events|given_up_events|legal_holds|erasures|settings"
                  + "|scope_keys|graduations|graduated_ids|tenant_(settings|retention)|model_prices|model_price_lists|quota_\\w+|access_\\w+",
              "What they name is in another database, may be gone before they are, or is no row."),
          new Exemption(
              "PRIMARY_KEYS_THAT_MOST_LIKELY_NATURAL_KEYS",
              ".*",
              "Names and times that identify a row for good; no other table repeats them but by such a name."),
          new Exemption(
              "TABLES_WITHOUT_PRIMARY_KEY",
              "usage_(days|totals|quarter_hours|local_totals|of_providers)",
              "Their unique index treats nulls as equal, which no primary key can."),
          new Exemption(
              "INDEXES_WITH_TIMESTAMP_IN_THE_MIDDLE",
              "idx_audit_logs_\\w+|idx_conversations_\\w+|idx_user_memories_embed_at|idx_model_prices_model",
              "Pages are read in the order of the time, and the id decides between equal ones."),
          new Exemption(
              "INDEXES_WITH_TIMESTAMP_IN_THE_MIDDLE",
              "idx_erasures_unfinished",
              "What has failed goes last, in the order in which it was asked for."),
          new Exemption(
              "INDEXES_WITH_NULL_VALUES",
              "idx_erasures_unfinished",
              "What has not failed is what it is read for."),
          new Exemption(
              "INDEXES_WITH_NULL_VALUES",
              "idx_audit_logs_user_created",
              "It is also read for the entries of nobody."),
          new Exemption(
              "INTERSECTED_INDEXES",
              "(\\w+)_(id|name)_pk,\\1_\\w+_key",
              "The longer one is what foreign keys of two columns point at."),
          new Exemption(
              "INTERSECTED_FOREIGN_KEYS",
              "shared_segments_\\w+,\\w+|memory_associations_\\w+,\\w+",
              "Both point at another row of the same user, and so share the user."),
          new Exemption(
              "POSSIBLE_OBJECT_NAME_OVERFLOW",
              "\\w+_(\\d{4}_\\d{2}|default)_\\w+_idx",
              "PostgreSQL names the indexes of partitions, and shortens what is too long."),
          new Exemption(
              "FOREIGN_KEYS_WITHOUT_INDEX",
              "(messages|usage_statistics|conversation_messages|conversation_summaries|shared_segments)_\\w+"
                  + "|user_token_channels_\\w+|check_only_org_providers_can_be_distributed",
              "An index begins with the part of the key that says it alone."),
          new Exemption(
              "FOREIGN_KEYS_WITHOUT_INDEX",
              "provider_distributions_distributed_by_fk|user_groups_tenant_id_created_by_fk",
              "Users are not deleted, and no query asks for it."),
          new Exemption(
              "FOREIGN_KEYS_WITHOUT_INDEX",
              "provider_channels_type_fk|role_permissions_permission_name_reach_fk",
              "A handful of rows that come with the schema and are not deleted."));

  private final Set<Exemption> used = new HashSet<>();

  @ParameterizedTest
  @EnumSource
  void hasNothingThatIsNotExplained(LyssDatabase kind) {
    Set<String> unexplained = new TreeSet<>();
    try (ThrowawayDatabase database = migrated(kind)) {
      PgConnection connection = PgConnectionImpl.ofUrl(database.dataSource(), database.jdbcUrl());
      PgContext context = PgContext.of(kind.defaultSchema());
      for (DatabaseCheckOnHost<? extends DbObject> check :
          new StandardChecksOnHost().apply(connection)) {
        if (check.isStatic()) {
          for (DbObject found : check.check(context)) {
            String name = found.getName().replace(kind.defaultSchema() + ".", "");
            if (!isExplained(check.getName(), name)) {
              unexplained.add(check.getName() + ": " + name);
            }
          }
        }
      }
    }
    assertThat(unexplained).isEmpty();
  }

  private boolean isExplained(String check, String name) {
    List<Exemption> matching = new ArrayList<>(EXEMPTIONS);
    matching.removeIf(e -> !check.matches(e.check) || !name.matches(e.objects));
    used.addAll(matching);
    return !matching.isEmpty();
  }

  @AfterAll
  void everyExemptionIsNeeded() {
    assertThat(used).containsAll(EXEMPTIONS);
  }
}
