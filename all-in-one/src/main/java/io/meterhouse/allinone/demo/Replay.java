package io.meterhouse.allinone.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Posts a workload in batches, a few at a time, and counts what was answered. */
final class Replay {

  private static final int BATCH = 200;
  private static final int BATCHES_IN_FLIGHT = 4;

  private final MeterhouseClient client;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();

  Replay(MeterhouseClient client) {
    this.client = client;
  }

  /** Events that were answered as accepted so far, retries among them. */
  long accepted() {
    return accepted.get();
  }

  /** Events that were refused at the edge so far. */
  long refused() {
    return refused.get();
  }

  /**
   * Events that were posted once more because the answer was 503: any of them may be a duplicate.
   */
  long repeated() {
    return repeated.get();
  }

  /**
   * Returns when every line is answered.
   *
   * @throws DemoException if an answer is neither an acceptance nor a refusal of single events
   */
  void post(Workload workload) {
    List<UsageLine> lines = workload.lines();
    Semaphore inFlight = new Semaphore(BATCHES_IN_FLIGHT);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> batches = new ArrayList<>();
      for (int from = 0; from < lines.size(); from += BATCH) {
        ArrayNode batch =
            batch(workload.source(), lines.subList(from, Math.min(lines.size(), from + BATCH)));
        inFlight.acquireUninterruptibly();
        batches.add(
            threads.submit(
                () -> {
                  try {
                    post(batch);
                  } finally {
                    inFlight.release();
                  }
                }));
      }
      for (Future<?> each : batches) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DemoException known
          ? known
          : new DemoException("replay failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }

  private void post(ArrayNode batch) {
    MeterhouseClient.Answer answer = client.post("/api/v1/events", batch);
    if (answer.status() != 202 && !(answer.status() == 400 && answer.body().has("accepted"))) {
      throw new DemoException(
          "POST /api/v1/events answered %d: %s".formatted(answer.status(), answer.body()));
    }
    repeated.addAndGet((long) batch.size() * (answer.tries() - 1));
    accepted.addAndGet(answer.body().path("accepted").asLong());
    refused.addAndGet(answer.body().path("rejected").asLong());
  }

  private ArrayNode batch(String source, List<UsageLine> lines) {
    ArrayNode batch = client.json().createArrayNode();
    for (UsageLine line : lines) {
      ObjectNode event = batch.addObject();
      event
          .put("specversion", "1.0")
          .put("id", line.id())
          .put("source", source)
          .put("type", DemoTenant.EVENT_TYPE)
          .put("tenantid", DemoTenant.TENANT)
          .put("subject", line.subject())
          .put("time", line.time().toString());
      event
          .putObject("data")
          .put("model", line.model())
          .put("context_tokens", line.contextTokens())
          .put("generated_tokens", line.generatedTokens());
    }
    return batch;
  }
}
