package io.meterhouse.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class AllocationMeterTest {

  private static final int CHUNK_BYTES = 1 << 16;
  private static final int CHUNKS = 512;
  private static final long ALLOCATED = (long) CHUNKS * CHUNK_BYTES;

  private final AllocationMeter meter = new AllocationMeter();
  private final AtomicReference<byte[]> kept = new AtomicReference<>();

  @Test
  void shouldCountWhatVirtualThreadsAllocate() throws Exception {
    assertThat(allocatedBy(Thread.ofVirtual())).isBetween(ALLOCATED, ALLOCATED * 2);
  }

  @Test
  void shouldCountWhatEndedThreadsAllocated() throws Exception {
    assertThat(allocatedBy(Thread.ofPlatform())).isBetween(ALLOCATED, ALLOCATED * 2);
  }

  private long allocatedBy(Thread.Builder kind) throws InterruptedException {
    long before = meter.allocatedBytes();
    kind.start(
            () -> {
              for (int i = 0; i < CHUNKS; i++) {
                kept.set(new byte[CHUNK_BYTES]);
                // A virtual thread that goes on elsewhere counts there, and is counted all the
                // same.
                LockSupport.parkNanos(1);
              }
            })
        .join();
    return meter.allocatedBytes() - before;
  }
}
