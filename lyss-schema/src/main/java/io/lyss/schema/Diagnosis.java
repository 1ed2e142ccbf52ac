package io.lyss.schema;

import java.util.List;

/**
 * What was found, and what could not be looked at.
 *
 * @param findings what is wrong; empty if nothing is
 * @param unseen what this login could not see, and what it needs for that
 */
public record Diagnosis(List<Finding> findings, List<String> unseen) {

  public Diagnosis {
    findings = List.copyOf(findings);
    unseen = List.copyOf(unseen);
  }

  /** Whether nothing is wrong, as far as could be seen. */
  public boolean isHealthy() {
    return findings.isEmpty();
  }
}
