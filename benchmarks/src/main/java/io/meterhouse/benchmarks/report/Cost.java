package io.meterhouse.benchmarks.report;

import java.time.Duration;

/**
 * What a phase used.
 *
 * @param allocatedBytes by the server on its heap; 0 where there is no server
 * @param serverCpu 0 where there is no server
 * @param clientCpu of the process that measures, which is the producer where there is no server
 */
public record Cost(
    long allocatedBytes, Duration serverCpu, Duration brokerCpu, Duration clientCpu) {

  /** With another server beside. */
  public Cost withServer(Duration cpu) {
    return new Cost(allocatedBytes, serverCpu.plus(cpu), brokerCpu, clientCpu);
  }

  /** What was used between two readings of counters. */
  public Cost since(Cost earlier) {
    return new Cost(
        allocatedBytes - earlier.allocatedBytes,
        serverCpu.minus(earlier.serverCpu),
        brokerCpu.minus(earlier.brokerCpu),
        clientCpu.minus(earlier.clientCpu));
  }
}
