package io.meterhouse.benchmarks.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

  @TempDir private Path folder;

  @Test
  void shouldTellTheIdentitiesFromTheOtherStores() throws IOException {
    write("instance-id", 36);
    write("streams/app/0_1/rocksdb/seen/seen.1700000/000012.sst", 1_000);
    write("streams/app/0_1/rocksdb/seen/seen.1800000/000012.sst", 500);
    write("streams/app/1_1/rocksdb/windows/000012.sst", 300);

    StateFolder state = new StateFolder(folder);

    assertThat(state.bytes()).isEqualTo(1_836);
    assertThat(state.identityBytes()).isEqualTo(1_500);
  }

  private void write(String name, int bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
  }
}
