package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.throwaway.Whole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What squawk, whose rules are not ours, says of the migrations; why some of its rules are no rules
 * here stands in the file of its settings.
 */
class SquawkTest {

  /** What a rule finds in one file, which is right for all others, and why it may stay. */
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("V350__jobs_keeps_all.sql: constraint-missing-not-valid", "a row a job"),
          Map.entry(
              "V740__graduations_audit_and_prices.sql: constraint-missing-not-valid",
              "a row an organisation that moves"),
          Map.entry(
              "V670__erasures_awaits.sql: constraint-missing-not-valid",
              "a row a person who was erased"),
          Map.entry(
              "V390__audit_seals_stands_for.sql: constraint-missing-not-valid",
              "the column is new in the same statement, so it reads seals, one an hour and chain, once"),
          Map.entry(
              "V400__audit_seals_dropped.sql: require-concurrent-index-creation",
              "an upgrade has locked all tables by then; it reads seals once, and few are in the index"),
          Map.entry(
              "V410__scope_keys_former.sql: constraint-missing-not-valid", "a row a host's key"),
          Map.entry(
              "V470__outbox_keys_failures.sql: require-concurrent-index-creation",
              "an upgrade has locked all tables by then; it reads the keys once, and those that fail are in it"),
          Map.entry(
              "V560__charge_usage.sql: constraint-missing-not-valid",
              "it reads the ledger once: a row a request, in memory a fifth of a second a million"),
          Map.entry(
              "V790__memory_spans.sql: require-concurrent-index-creation",
              "an upgrade has locked all tables by then; without the index searches would read all"),
          Map.entry(
              "V790__memory_spans.sql: require-concurrent-index-deletion",
              "the same statement makes it again"),
          Map.entry(
              "V610__provider_types_base_url.sql: constraint-missing-not-valid",
              "a row a kind of provider"),
          Map.entry(
              "V610__provider_configs_api_base_url.sql: constraint-missing-not-valid",
              "a row a provider"));

  private static final Pattern FINDING =
      Pattern.compile("[a-z]+-(\\w+\\.sql):\\d+:\\d+: (?:warning|error): ([a-z-]+) .*");

  @Test
  @Whole("what another judge says of files that ReviewPackTest and BaselineTest have run")
  void findsNothingInAnyMigration(@TempDir Path folder) throws Exception {
    Optional<Squawk> squawk = Squawk.find();
    if (squawk.isEmpty()) {
      System.out.println(Squawk.NONE);
    }
    assumeThat(squawk).as(Squawk.NONE).isPresent();
    List<String> names = new ArrayList<>();
    for (LyssDatabase kind : LyssDatabase.values()) {
      for (String name : SqlFiles.inOrderOfApplication(kind)) {
        names.add(kind.name().toLowerCase(Locale.ROOT) + "-" + name);
        Files.writeString(
            folder.resolve(names.get(names.size() - 1)),
            SqlFiles.read(kind, name).replace("${schema}", kind.defaultSchema()));
      }
    }
    assertThat(
            squawk.orElseThrow().judge(folder, names).stream()
                .map(SquawkTest::inFile)
                .collect(Collectors.toSet()))
        .isEqualTo(EXCEPTIONS.keySet());
  }

  /** The rule and the file, whichever database it is in; what is no finding stays as it is. */
  private static String inFile(String line) {
    Matcher finding = FINDING.matcher(line);
    return finding.matches() ? finding.group(1) + ": " + finding.group(2) : line;
  }
}
