package io.meterhouse.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * What it was measured on.
 *
 * @param loadAverage of the last minute when the run began: what others were doing
 */
public record Machine(
    int cores,
    long memoryBytes,
    String system,
    String jvm,
    List<String> serverFlags,
    double loadAverage) {

  private static final long GIBIBYTE = 1L << 30;

  /** Copies. */
  public Machine {
    serverFlags = List.copyOf(serverFlags);
  }

  /** This one. */
  public static Machine here(List<String> serverFlags) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        serverFlags,
        system.getSystemLoadAverage());
  }

  /** For people. */
  public String text() {
    return "%d cores, %d GiB, %s, load average %.1f before the run%n            %s, servers with %s"
        .formatted(
            cores,
            Math.round((double) memoryBytes / GIBIBYTE),
            system,
            loadAverage,
            jvm,
            String.join(" ", serverFlags));
  }
}
