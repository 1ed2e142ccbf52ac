#!/usr/bin/env bash
# Tests LYSS with each version of PostgreSQL, Java, jOOQ and Flyway that a host may have, and prints a table, a
# line for each combination. Each two versions meet in one of its lines, as do all of the oldest and all of the
# newest; EVERY=all runs each with each. Versions and tests are settings, so that a part can be asked for:
#
#   MODULES=lyss-schema POSTGRES=18.6.0 JDKS=/usr/lib/jvm/java-17 JOOQ=3.19.38 lyss-dao/matrix.sh
#
# A run that fails keeps its output, whose file the table names.
set -uo pipefail
cd "$(dirname "$0")/.."

POSTGRES=${POSTGRES:-16.15.0 17.11.0 18.6.0}
JDKS=${JDKS:?name the homes of the JDKs, of 17 and 25 for all of the table}
JOOQ=${JOOQ:-3.19.38 3.20.18 3.21.9}
FLYWAY=${FLYWAY:-11.14.1 12.11.0 13.12.1}
MODULES=${MODULES:-lyss-schema,lyss-dao}
TESTS=${TESTS:-LyssMigratorTest,MigrationScriptTest,DriftTest,SearchPathTest,*CallsTest}
EVERY=${EVERY:-pair}

version() {
  "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p'
}

# How many tests have run since the mark.
count() {
  find . -path '*/target/surefire-reports/TEST-*.xml' -newer "$1" -exec grep -ho '<testsuite .*' {} + |
    grep -o ' tests="[0-9]*"' | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

# One combination, and its line.
try() {
  local postgres=$1 jdk=$2 jooq=$3 flyway=$4 log mark begun=$SECONDS status tests result
  log=$(mktemp)
  mark=$(mktemp)
  JAVA_HOME=$jdk mvn -q test -pl "$MODULES" -am -Dtest="$TESTS" -Dsurefire.failIfNoSpecifiedTests=false \
    -Dspotless.check.skip -Dembedded-postgres-binaries.version="$postgres" -Dlyss.jooq="$jooq" \
    -Dflyway.version="$flyway" >"$log" 2>&1
  status=$?
  tests=$(count "$mark")
  rm "$mark"
  if [[ $status -eq 0 && $tests -gt 0 ]]; then
    result=passed
    rm "$log"
  else
    result="failed: $log"
    failed=1
  fi
  echo "| $postgres | $(version "$jdk") | $jooq | $flyway | $result | $tests | $((SECONDS - begun)) |"
}

failed=0
read -ra servers <<<"$POSTGRES"
read -ra migrators <<<"$FLYWAY"
clients=()
echo '| PostgreSQL | Java | jOOQ | Flyway | result | tests | seconds |'
echo '|---|---|---|---|---|---|---|'
for jdk in $JDKS; do
  for jooq in $JOOQ; do
    if [[ $(version "$jdk") -lt 21 && $jooq != 3.19.* ]]; then
      echo "| any | $(version "$jdk") | $jooq | any | impossible: this jOOQ is for Java 21 and later | 0 | 0 |"
    else
      clients+=("$jdk $jooq")
    fi
  done
done
for s in "${!servers[@]}"; do
  for c in "${!clients[@]}"; do
    read -r jdk jooq <<<"${clients[$c]}"
    for m in "${!migrators[@]}"; do
      if [[ $EVERY == all || $m -eq $(((s + c) % ${#migrators[@]})) ]]; then
        try "${servers[$s]}" "$jdk" "$jooq" "${migrators[$m]}"
      fi
    done
  done
done
exit $failed
