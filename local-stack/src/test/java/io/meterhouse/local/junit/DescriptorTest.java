package io.meterhouse.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {

  private static final EngineAddresses ADDRESSES =
      new EngineAddresses(
          "127.0.0.1:9092", "http://127.0.0.1:8123", "jdbc:postgresql://h/d?a=b", "me", "s:=#");

  @TempDir private Path folder;

  @Test
  void shouldReadWhatItWrote() throws Exception {
    Descriptor descriptor = Descriptor.ofThisProcess(ADDRESSES);
    Path file = Descriptor.in(folder);
    descriptor.write(file);

    assertThat(Descriptor.read(file)).contains(descriptor);
    assertThat(descriptor.isAlive()).isTrue();
  }

  @Test
  void shouldTellALaterProcessWithTheSameIdFromItsSupervisor() {
    Descriptor earlier =
        new Descriptor(ProcessHandle.current().pid(), 1_000_000_000_000L, ADDRESSES);

    assertThat(earlier.isAlive()).isFalse();
  }

  @Test
  void shouldFindNothingWhereNothingIs() throws Exception {
    assertThat(Descriptor.read(Descriptor.in(folder))).isEmpty();
  }
}
