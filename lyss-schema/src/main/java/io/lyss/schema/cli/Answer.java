package io.lyss.schema.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Prints the answer of a command: for people as lines, as they come; for pipelines as one JSON
 * array with an object for each database, at the end. If one of several databases fails, the array
 * has those that are done, and the failure is an object on standard error ({@link Failures}).
 */
@NullUnmarked // picocli fills the fields
final class Answer {

  static final String JSON = "--json";

  @Option(
      names = JSON,
      description = {
        "Print JSON: an array with an object for each database.",
        "What fails is an object with \"error\", on standard error; the exit status is the same."
      })
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final List<String> objects = new ArrayList<>();

  boolean json() {
    return json;
  }

  /** Prints a line for people; a pipeline gets none. */
  void line(String text) {
    if (!json) {
      out().println(text);
    }
  }

  /** The stream for people. */
  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** The beginning of a database's object for a pipeline. */
  static Map<String, String> of(Job job) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("database", Json.string(job.name()));
    object.put("schema", Json.string(job.schema()));
    return object;
  }

  /** Adds a database's object for a pipeline; people see nothing of it. */
  void add(Map<String, String> object) {
    objects.add(Json.object(object));
  }

  /** Does the work, and then prints the array for a pipeline. */
  void during(Runnable work) {
    boolean done = false;
    try {
      work.run();
      done = true;
    } finally {
      if (json && (done || !objects.isEmpty())) {
        out().println(Json.array(objects));
      }
    }
  }
}
