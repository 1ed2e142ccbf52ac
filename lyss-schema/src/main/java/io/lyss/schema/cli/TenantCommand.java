package io.lyss.schema.cli;

import io.lyss.schema.LyssTenants;
import io.lyss.schema.TenantManifest;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.NullUnmarked;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Moves a tenant from one installation to another. */
@Command(
    name = "tenant",
    description = {
      "Moves a tenant to another installation: exports all of its rows from the service "
          + "databases, and imports them elsewhere.",
      "The login is that of bootstrap/050_tenants.sql."
    },
    subcommands = {TenantCommand.Export.class, TenantCommand.Import.class},
    synopsisSubcommandLabel = "COMMAND")
@NullUnmarked // picocli fills the fields
final class TenantCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Say what to do: export or import");
  }

  @Command(
      name = "export",
      description = {
        "Writes all rows of a tenant that is suspended or deleted into a directory, one for "
            + "each database in it, with a manifest of counts and hashes.",
        "It holds secrets: guard it."
      })
  @NullUnmarked // picocli fills the fields
  static final class Export implements Runnable {

    @Mixin private Target target = new Target();

    @Option(names = "--tenant", required = true, paramLabel = "ID", description = "The tenant.")
    private UUID tenant;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "DIRECTORY",
        description = "Where to; an export that was finished is not overwritten.")
    private Path directory;

    @Option(
        names = "--archive",
        description = "Also of a tenant that is open, to keep or look at: it cannot be imported.")
    private boolean archive;

    @Spec private CommandSpec command;

    @Override
    public void run() {
      each(
          target,
          command,
          directory,
          (tenants, where) ->
              archive ? tenants.archiveTo(tenant, where) : tenants.exportTo(tenant, where));
    }
  }

  @Command(
      name = "import",
      description = {
        "Adds the rows of an export, in one transaction for each database, and compares "
            + "counts and hashes with the manifest.",
        "The tenant stays closed until it is restored in the user database."
      })
  @NullUnmarked // picocli fills the fields
  static final class Import implements Runnable {

    @Mixin private Target target = new Target();

    @Option(
        names = "--from",
        required = true,
        paramLabel = "DIRECTORY",
        description = "What export wrote.")
    private Path directory;

    @Spec private CommandSpec command;

    @Override
    public void run() {
      each(target, command, directory, LyssTenants::importFrom);
    }
  }

  private static void each(
      Target target,
      CommandSpec command,
      Path directory,
      BiFunction<LyssTenants, Path, TenantManifest> work) {
    target.forEach(
        job -> {
          LyssTenants tenants = job.tenants();
          if (tenants == null) {
            command.commandLine().getOut().println(job.name() + ": it has no tenants");
            return;
          }
          TenantManifest manifest = work.apply(tenants, directory.resolve(job.name()));
          long rows = manifest.rows().values().stream().mapToLong(Long::longValue).sum();
          command
              .commandLine()
              .getOut()
              .printf(
                  "%s: %d rows of %d tables, tenant %s%n",
                  job.name(), rows, manifest.tables().size(), manifest.tenant());
        });
  }
}
