#!/usr/bin/env bash
# Tests LYSS with each version of PostgreSQL, Java, jOOQ and Flyway that a host may have, and prints a table, a
# line for each combination. Versions and tests are settings, so that a part can be asked for:
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
TESTS=${TESTS:-LyssMigratorTest,MigrationScriptTest,DriftTest,*CallsTest}

version() {
  "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p'
}

# How many tests have run since the mark.
count() {
  find . -path '*/target/surefire-reports/TEST-*.xml' -newer "$1" -exec grep -ho '<testsuite .*' {} + |
    grep -o ' tests="[0-9]*"' | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'
}

failed=0
echo '| PostgreSQL | Java | jOOQ | Flyway | result | tests | seconds |'
echo '|---|---|---|---|---|---|---|'
for postgres in $POSTGRES; do
  for jdk in $JDKS; do
    java=$(version "$jdk")
    for jooq in $JOOQ; do
      # jOOQ 3.20 and later are for Java 21
      [[ $java -lt 21 && $jooq != 3.19.* ]] && continue
      for flyway in $FLYWAY; do
        log=$(mktemp)
        mark=$(mktemp)
        begun=$SECONDS
        JAVA_HOME=$jdk mvn -q test -pl "$MODULES" -am -Dtest="$TESTS" -Dsurefire.failIfNoSpecifiedTests=false \
          -Dembedded-postgres-binaries.version="$postgres" -Dlyss.jooq="$jooq" -Dflyway.version="$flyway" >"$log" 2>&1
        status=$?
        tests=$(count "$mark")
        if [[ $status -eq 0 && $tests -gt 0 ]]; then
          result=passed
          rm "$log"
        else
          result="failed: $log"
          failed=1
        fi
        rm "$mark"
        echo "| $postgres | $java | $jooq | $flyway | $result | $tests | $((SECONDS - begun)) |"
      done
    done
  done
done
exit $failed
