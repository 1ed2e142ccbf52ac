package io.lyss.schema.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    @Nullable String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"lyss-schema " + (version == null ? "(not packaged)" : version)};
  }
}
