package io.meterhouse.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    shouldCountWhatAThreadAllocates(Thread.ofVirtual());
  }

  @Test
  void shouldCountWhatEndedThreadsAllocated() throws Exception {
    shouldCountWhatAThreadAllocates(Thread.ofPlatform());
  }

  private void shouldCountWhatAThreadAllocates(Thread.Builder kind) throws InterruptedException {
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
    // The JVM adds what a platform thread allocated a moment after it can be joined.
    await()
        .untilAsserted(
            () -> assertThat(meter.allocatedBytes() - before).isBetween(ALLOCATED, ALLOCATED * 2));
  }
}
