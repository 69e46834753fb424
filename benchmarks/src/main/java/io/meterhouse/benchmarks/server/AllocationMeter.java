package io.meterhouse.benchmarks.server;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this JVM has allocated on its heap. */
public final class AllocationMeter {

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Bytes of all threads since the JVM started, ended threads among them. What a virtual thread
   * allocates counts for the platform thread that carries it, so it is in here too.
   */
  public long allocatedBytes() {
    return threads.getTotalThreadAllocatedBytes();
  }
}
