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
 * How a command answers: in lines as they come, for people; or for pipelines as one JSON array with
 * an object for each database, once it ends. Also where one of several databases fails: then with
 * those that are done, and what failed is an object on standard error ({@link Failures}).
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

  /** A line for people; a pipeline is not told. */
  void line(String text) {
    if (!json) {
      out().println(text);
    }
  }

  /** Where to write what is for people. */
  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** The beginning of what a pipeline is told of a database. */
  static Map<String, String> of(Job job) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("database", Json.string(job.name()));
    object.put("schema", Json.string(job.schema()));
    return object;
  }

  /** What a pipeline is told of a database; people are not. */
  void add(Map<String, String> object) {
    objects.add(Json.object(object));
  }

  /** Does the work, and then prints what a pipeline is told. */
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
