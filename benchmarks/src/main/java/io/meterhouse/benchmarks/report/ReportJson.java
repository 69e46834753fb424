package io.meterhouse.benchmarks.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A report for programs: every phase of every round. */
public final class ReportJson {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ReportJson() {}

  /** Writes the file anew. */
  public static void write(Report report, Path file) {
    try {
      Files.write(file, JSON.writeValueAsBytes(tree(report)));
    } catch (IOException e) {
      throw new UncheckedIOException("the figures cannot be written to " + file, e);
    }
  }

  static ObjectNode tree(Report report) {
    ObjectNode tree = JSON.createObjectNode().put("title", report.title());
    tree.set("machine", machine(report.machine()));
    ArrayNode how = tree.putArray("how");
    report.how().forEach(how::add);
    ArrayNode claims = tree.putArray("claims");
    report.claims().forEach(claim -> claims.add(claim(claim)));
    ArrayNode phases = tree.putArray("phases");
    report.phases().forEach(phase -> phases.add(phase(phase)));
    return tree;
  }

  private static ObjectNode machine(Machine machine) {
    ObjectNode tree =
        JSON.createObjectNode()
            .put("cores", machine.cores())
            .put("memory_bytes", machine.memoryBytes())
            .put("system", machine.system())
            .put("jvm", machine.jvm())
            .put("load_average", machine.loadAverage());
    ArrayNode flags = tree.putArray("server_flags");
    machine.serverFlags().forEach(flags::add);
    return tree;
  }

  private static ObjectNode claim(Claim claim) {
    Target target = claim.target();
    return JSON.createObjectNode()
        .put("name", claim.name())
        .put("unit", claim.unit())
        .put("median", claim.spread().median())
        .put("lowest", claim.spread().lowest())
        .put("highest", claim.spread().highest())
        .put("target", target == null ? null : target.text())
        .put("verdict", claim.verdict());
  }

  private static ObjectNode phase(Phase phase) {
    ObjectNode tree =
        JSON.createObjectNode()
            .put("name", phase.name())
            .put("round", phase.round())
            .put("requests", phase.requests())
            .put("events", phase.events())
            .put("elapsed_nanos", phase.elapsed().toNanos())
            .put("events_per_second", phase.eventsPerSecond())
            .put("allocated_bytes", phase.cost().allocatedBytes())
            .put("server_cpu_nanos", phase.cost().serverCpu().toNanos())
            .put("broker_cpu_nanos", phase.cost().brokerCpu().toNanos())
            .put("client_cpu_nanos", phase.cost().clientCpu().toNanos());
    latency(phase.latency(), tree);
    return tree;
  }

  private static void latency(@Nullable Latency latency, ObjectNode tree) {
    if (latency != null) {
      tree.put("p50_millis", latency.p50Millis())
          .put("p99_millis", latency.p99Millis())
          .put("p999_millis", latency.p999Millis())
          .put("max_millis", latency.maxMillis());
    }
  }
}
