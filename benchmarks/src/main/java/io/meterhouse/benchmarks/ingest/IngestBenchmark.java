package io.meterhouse.benchmarks.ingest;

import io.meterhouse.benchmarks.load.Exchange;
import io.meterhouse.benchmarks.load.ExpectedAnswer;
import io.meterhouse.benchmarks.load.Load;
import io.meterhouse.benchmarks.load.Pace;
import io.meterhouse.benchmarks.load.Posts;
import io.meterhouse.benchmarks.load.Schedule;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Latency;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.server.ServerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the phases of a plan, round by round, and holds every one of them to its answers. */
final class IngestBenchmark {

  /** Enough that no batch of the producer holds a record twice. */
  private static final int SAMPLE_RECORDS = 20_000;

  /** For the record only: the phases of the warm-up and of the profile count for nothing. */
  private static final int NO_ROUND = 0;

  /** Share of the time in which the JIT works, beyond which figures would be those of its work. */
  private static final double STILL_COMPILING = 0.1;

  private final IngestPlan plan;
  private final IngestRig rig;
  private final InstantSource clock;
  private final Consumer<String> progress;
  private final AcceptedTopic bareTopic;
  private final BareProducer producer;
  private final List<Phase> phases = new ArrayList<>();

  private IngestBenchmark(
      IngestPlan plan, IngestRig rig, InstantSource clock, Consumer<String> progress) {
    this.plan = plan;
    this.rig = rig;
    this.clock = clock;
    this.progress = progress;
    // First the servers: the records of the bare producer are those that ingest writes.
    warmUpServers();
    this.bareTopic = rig.bareTopic();
    this.producer =
        rig.bareProducer(bareTopic, rig.topic(ServerKind.INGEST).sample(SAMPLE_RECORDS));
    produce(NO_ROUND, plan.warmUpSlice());
  }

  /** Warmed up, with nothing measured yet. */
  static IngestBenchmark warmedUp(
      IngestPlan plan, IngestRig rig, InstantSource clock, Consumer<String> progress) {
    return new IngestBenchmark(plan, rig, clock, progress);
  }

  /** Every phase of every round, in the order of the run. */
  List<Phase> run() {
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.accept("round " + round + " of " + plan.rounds());
      measured(produce(round, plan.phase()));
      measured(peak(IngestPhases.JAVALIN, round, ServerKind.JAVALIN, 1, plan.phase()));
      measured(peak(IngestPhases.EDGE, round, ServerKind.EDGE, 1, plan.phase()));
      measured(peak(IngestPhases.FORWARDER, round, ServerKind.FORWARDER, 1, plan.phase()));
      for (int batch : plan.batches()) {
        Phase peak = peak(IngestPhases.peak(batch), round, ServerKind.INGEST, batch, plan.phase());
        measured(peak);
        Schedule half = Schedule.of(peak.requestsPerSecond() / 2, plan.phase());
        measured(
            load(IngestPhases.half(batch), round, ServerKind.INGEST, batch, Pace.scheduled(half)));
      }
    }
    return List.copyOf(phases);
  }

  /** Runs the peaks once more, with a flight recording of ingest for each in that folder. */
  void profile(Path folder) {
    for (int batch : plan.batches()) {
      Path file = folder.resolve("ingest-" + batch + ".jfr");
      progress.accept("recording " + file);
      rig.server(ServerKind.INGEST).startProfile();
      peak(IngestPhases.peak(batch), NO_ROUND, ServerKind.INGEST, batch, plan.phase());
      rig.server(ServerKind.INGEST).stopProfile(file);
    }
  }

  private void warmUpServers() {
    warmUp(IngestPhases.JAVALIN, ServerKind.JAVALIN, 1);
    warmUp(IngestPhases.EDGE, ServerKind.EDGE, 1);
    warmUp(IngestPhases.FORWARDER, ServerKind.FORWARDER, 1);
    for (int batch : plan.batches()) {
      warmUp(IngestPhases.peak(batch), ServerKind.INGEST, batch);
    }
  }

  /** Until the JIT has little left to do: it takes longer the more else the machine does. */
  private void warmUp(String name, ServerKind server, int batch) {
    double busy = 1;
    for (int slice = 0; slice < plan.maxWarmUps() && busy > STILL_COMPILING; slice++) {
      Duration before = rig.server(server).compilation();
      Phase phase = peak(name, NO_ROUND, server, batch, plan.warmUpSlice());
      Duration compiling = rig.server(server).compilation().minus(before);
      busy = (double) compiling.toNanos() / phase.elapsed().toNanos();
      progress.accept(
          "  warm-up, %s: %.0f requests/s, the JIT busy for %.0f %% of the time"
              .formatted(name, phase.requestsPerSecond(), 100 * busy));
    }
  }

  private void measured(Phase phase) {
    phases.add(phase);
    progress.accept("  %s: %.0f events/s".formatted(phase.name(), phase.eventsPerSecond()));
  }

  private Phase produce(int round, Duration length) {
    long before = bareTopic.records();
    Cost costBefore = rig.cost(null);
    BareProducer.Result result = producer.run(length);
    Cost cost = rig.cost(null).since(costBefore);
    bareTopic.requireGrowth(before, result.records(), IngestPhases.PRODUCER);
    return new Phase(
        IngestPhases.PRODUCER,
        round,
        result.records(),
        result.records(),
        result.elapsed(),
        null,
        cost);
  }

  private Phase peak(String name, int round, ServerKind server, int batch, Duration length) {
    return load(name, round, server, batch, Pace.asFastAsAnswered(length));
  }

  private Phase load(String name, int round, ServerKind server, int batch, Pace pace) {
    List<Exchange> connections = new ArrayList<>();
    try {
      for (int i = 0; i < plan.connectionsFor(batch); i++) {
        connections.add(
            Posts.open(
                rig.server(server).uri(),
                rig.headers(),
                new EventBodies(batch, clock.instant()),
                new ExpectedAnswer(batch)));
      }
      return load(name, round, server, batch, connections, pace);
    } finally {
      connections.forEach(Exchange::close);
    }
  }

  private Phase load(
      String name, int round, ServerKind server, int batch, List<Exchange> connections, Pace pace) {
    Map<ServerKind, Long> before = rig.records();
    Cost costBefore = rig.cost(server);
    Load.Result result = Load.run(connections, pace);
    Cost cost = rig.cost(server).since(costBefore);
    long events = result.requests() * batch;
    rig.requireGrowth(before, Map.of(server, events), name);
    return new Phase(
        name,
        round,
        result.requests(),
        events,
        result.elapsed(),
        Latency.of(result.latency()),
        cost);
  }
}
