package io.meterhouse.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

  @TempDir private Path directory;

  @Test
  void shouldRefuseASecondOwnerAndNameTheFirst() {
    try (DirectoryLock _ = DirectoryLock.acquire(directory)) {
      assertThatThrownBy(() -> DirectoryLock.acquire(directory.resolve(".")))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("in use by the process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void shouldBelongToNobodyOnceItIsReleased() {
    DirectoryLock first = DirectoryLock.acquire(directory);
    first.close();
    first.close();

    try (DirectoryLock second = DirectoryLock.acquire(directory)) {
      assertThat(second).isNotNull();
    }
  }

  @Test
  void shouldSayWhatToDoAboutAPlaceThatCannotBeADirectory() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> DirectoryLock.acquire(file.resolve("data")))
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Choose one you may write to");
  }
}
