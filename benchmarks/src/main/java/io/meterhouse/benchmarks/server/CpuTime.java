package io.meterhouse.benchmarks.server;

import io.meterhouse.benchmarks.BenchmarkException;
import java.time.Duration;

/** The time that processes have spent on a core since they started, by all of their threads. */
public final class CpuTime {

  private CpuTime() {}

  /** Of the process that measures. */
  public static Duration ofThisProcess() {
    return of(ProcessHandle.current().pid());
  }

  /** Of that one and of all that it started and that still run. */
  public static Duration ofTree(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(of(pid), Duration::plus);
  }

  /** Of that one. */
  public static Duration of(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(
            () -> new BenchmarkException("process " + pid + " is gone, or tells no CPU time"));
  }
}
