package io.meterhouse.benchmarks.aggregate;

/** The names of the phases, by which figures of different rounds find each other. */
final class AggregatePhases {

  private AggregatePhases() {}

  static String loop(int tenants) {
    return tenants(tenants) + ", bare loop";
  }

  static String job(int tenants) {
    return tenants(tenants) + ", deduplicate + aggregate";
  }

  static String tenants(int tenants) {
    return tenants == 1 ? "1 tenant" : "%,d tenants".formatted(tenants);
  }
}
