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

  /** The job over fewer records, to see whether an event costs more when there are more. */
  static String smaller(int tenants) {
    return job(tenants) + ", fewer records";
  }

  /** The job when it remembers that many identities besides. */
  static String beside(int tenants, long identities) {
    return "%s, beside %,d identities".formatted(job(tenants), identities);
  }

  static String tenants(int tenants) {
    return tenants == 1 ? "1 tenant" : "%,d tenants".formatted(tenants);
  }
}
