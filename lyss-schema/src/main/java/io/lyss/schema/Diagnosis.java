package io.lyss.schema;

import java.util.List;

/**
 * What was found, and what could not be examined.
 *
 * @param findings what is wrong; empty if nothing is
 * @param unseen what this login could not see, and which right it lacks for it
 */
public record Diagnosis(List<Finding> findings, List<String> unseen) {

  public Diagnosis {
    findings = List.copyOf(findings);
    unseen = List.copyOf(unseen);
  }

  /** Whether nothing is wrong, as far as this login could see. */
  public boolean isHealthy() {
    return findings.isEmpty();
  }
}
