package io.meterhouse.benchmarks.ingest;

/** The names of the phases, by which figures of different rounds find each other. */
final class IngestPhases {

  static final String PRODUCER = "bare producer";
  static final String JAVALIN = "empty handler";
  static final String FORWARDER = "handler that forwards to Kafka";
  static final String EDGE = "empty handler behind our edge";

  private IngestPhases() {}

  static String peak(int batch) {
    return load(batch) + ", peak";
  }

  static String half(int batch) {
    return load(batch) + ", half of peak";
  }

  private static String load(int batch) {
    return batch == 1 ? "one event a request" : "batches of " + batch;
  }
}
