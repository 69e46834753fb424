package io.meterhouse.benchmarks.report;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one phase of one round did.
 *
 * @param name the same in every round
 * @param requests all answered as they should be; of a producer: records
 * @param events all acknowledged
 * @param latency null where none was taken
 */
public record Phase(
    String name,
    int round,
    long requests,
    long events,
    Duration elapsed,
    @Nullable Latency latency,
    Cost cost) {

  private static final double NANOS_A_SECOND = 1_000_000_000.0;
  private static final double NANOS_A_MICRO = 1_000.0;

  public double requestsPerSecond() {
    return perSecond(requests);
  }

  public double eventsPerSecond() {
    return perSecond(events);
  }

  public double allocatedBytesPerEvent() {
    return (double) cost.allocatedBytes() / events;
  }

  public double serverMicrosPerEvent() {
    return microsPerEvent(cost.serverCpu());
  }

  public double brokerMicrosPerEvent() {
    return microsPerEvent(cost.brokerCpu());
  }

  public double clientMicrosPerEvent() {
    return microsPerEvent(cost.clientCpu());
  }

  private double perSecond(long number) {
    return number * NANOS_A_SECOND / elapsed.toNanos();
  }

  private double microsPerEvent(Duration cpu) {
    return cpu.toNanos() / NANOS_A_MICRO / events;
  }
}
