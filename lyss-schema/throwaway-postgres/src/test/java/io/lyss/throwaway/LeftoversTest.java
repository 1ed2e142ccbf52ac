package io.lyss.throwaway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of servers that have ended are deleted, and no others. */
class LeftoversTest {

  private static final FileTime LONG_AGO =
      FileTime.from(Instant.now().minus(Duration.ofMinutes(10)));

  // more than Linux gives
  private static final long NOBODY = Integer.MAX_VALUE;

  @TempDir private Path parent;

  /** The folder of a server of that process. */
  private Path folder(long process) throws IOException {
    Path folder = Leftovers.newFolder(parent).toPath();
    Files.writeString(folder.resolve("postmaster.pid"), process + "\n" + folder + "\n");
    Files.writeString(Files.createDirectory(folder.resolve("base")).resolve("1"), "x");
    return old(folder);
  }

  private static Path old(Path folder) throws IOException {
    return Files.setLastModifiedTime(folder, LONG_AGO);
  }

  @Test
  void deletesTheFolderOfAServerThatHasEnded() throws IOException {
    Path killed = folder(NOBODY);
    Path neverStarted = old(Leftovers.newFolder(parent).toPath());
    Leftovers.delete(parent);
    assertThat(killed).doesNotExist();
    assertThat(neverStarted).doesNotExist();
  }

  @Test
  void keepsTheFolderOfAServerThatRunsOrStarts() throws IOException {
    Path running = folder(ProcessHandle.current().pid());
    Path starting = Leftovers.newFolder(parent).toPath();
    Path somebodyElses = old(Files.createDirectory(parent.resolve("postgres")));
    Leftovers.delete(parent);
    assertThat(running.resolve("base").resolve("1")).exists();
    assertThat(starting).exists();
    assertThat(somebodyElses).exists();
  }
}
