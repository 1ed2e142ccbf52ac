package io.lyss.schema.isolation;

import io.lyss.schema.Finding;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was tried, what was found, and what was not tried.
 *
 * @param probes how many statements were tried, each with the victim's rows and without them
 * @param findings what revealed rows of the victim or changed them; empty if nothing did
 * @param notProbed what was not tried, and why
 */
public record IsolationReport(int probes, List<Finding> findings, List<String> notProbed) {

  public IsolationReport {
    findings = List.copyOf(findings);
    notProbed = List.copyOf(notProbed);
  }

  /** Whether nothing was found in what was tried. */
  public boolean isIsolated() {
    return findings.isEmpty();
  }

  /** A line for each finding, then one for each object that was not tried. */
  @Override
  public String toString() {
    return probes
        + " probes, "
        + (findings.size() == 1 ? "1 finding" : findings.size() + " findings")
        + findings.stream()
            .map(f -> "\n  " + f.check() + ": " + f.what() + "\n      " + f.remedy())
            .collect(Collectors.joining())
        + notProbed.stream().map(what -> "\n  not probed: " + what).collect(Collectors.joining());
  }
}
