package io.meterhouse.ingest;

import io.meterhouse.metering.DataValue;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides over the elements of a request, and appends those that are good. Thread-safe. */
public final class Ingest {

  private final UsageLog log;
  private final Meters meters;
  private final InstantSource clock;
  private final EventValidator validator;
  private final IngestIds ids;

  /** Over a log and a catalogue. */
  public Ingest(UsageLog log, Meters meters, IngestLimits limits, InstantSource clock) {
    this.log = log;
    this.meters = meters;
    this.clock = clock;
    this.validator = new EventValidator(limits);
    this.ids = new IngestIds(clock);
  }

  /**
   * What became of a request; both lists are in the order of the request.
   *
   * @param taken of each element that the log has
   * @param errors of each element at fault
   * @param refused how many were not taken: those at fault, and with them all others where a
   *     request is taken whole or not at all
   * @param unmetered how many of the taken no meter reads
   */
  public record Outcome(List<Taken> taken, List<EventError> errors, int refused, int unmetered) {

    /** Copies. */
    public Outcome {
      taken = List.copyOf(taken);
      errors = List.copyOf(errors);
    }
  }

  /** An element that the log has. */
  public record Taken(int index, String ingestId) {}

  /** What becomes of the good elements of a request that has bad ones. */
  public enum Mode {
    /** They are taken. */
    EACH,
    /** They are not: the request is taken whole or not at all. */
    ALL_OR_NOTHING
  }

  /**
   * Takes events; returns when the log has every good one.
   *
   * @throws UsageLogException when it may not have them all: none counts as taken
   */
  public Outcome takeEvents(
      Elements<IncomingEvent> events, boolean requireSpecVersion, Mode mode, Sender sender) {
    EventValidator.Terms terms =
        new EventValidator.Terms(
            requireSpecVersion, sender, clock.instant(), new MetersOfRequest(meters));
    return take(
        events,
        event -> validator.validate(event, terms).withIngestId(ids.next()),
        event -> event.get("id"),
        mode,
        sender.allowance());
  }

  /** Takes snapshots, as {@link #takeEvents}. */
  public Outcome takeSnapshots(Elements<DataValue.Obj> snapshots, Mode mode, Sender sender) {
    MetersOfRequest metersOfRequest = new MetersOfRequest(meters);
    return take(
        snapshots,
        object -> {
          SnapshotValidator.Declared declared =
              SnapshotValidator.read(object, sender, clock.instant());
          checkMeter(declared, metersOfRequest);
          return declared.withIngestId(ids.next());
        },
        snapshot -> snapshot.fields().get("metric_code"),
        mode,
        sender.allowance());
  }

  private <T> Outcome take(
      Elements<T> elements,
      Function<T, LogEntry> decision,
      Function<T, @Nullable DataValue> idOf,
      Mode mode,
      Allowance allowance) {
    Judge<T> judge = new Judge<>(decision, idOf);
    elements.forEach(judge);
    List<LogEntry> entries = judge.entries;
    List<EventError> errors = judge.errors;
    int size = entries.size() + errors.size();
    if (mode == Mode.ALL_OR_NOTHING && !errors.isEmpty()) {
      allowance.use(size, List.of());
      return new Outcome(List.of(), errors, size, 0);
    }
    allowance.use(size, entries);
    if (!entries.isEmpty()) {
      append(entries, allowance);
    }
    int unmetered = (int) entries.stream().filter(entry -> !entry.isMetered()).count();
    return new Outcome(judge.taken, errors, errors.size(), unmetered);
  }

  /** Sorts the good from those at fault. */
  private static final class Judge<T> implements Elements.Visitor<T> {

    private final Function<T, LogEntry> decision;
    private final Function<T, @Nullable DataValue> idOf;
    private final List<LogEntry> entries = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();
    private final List<EventError> errors = new ArrayList<>();

    Judge(Function<T, LogEntry> decision, Function<T, @Nullable DataValue> idOf) {
      this.decision = decision;
      this.idOf = idOf;
    }

    @Override
    public void element(int index, T element) {
      try {
        LogEntry entry = decision.apply(element);
        entries.add(entry);
        taken.add(new Taken(index, entry.record().getIngestId()));
      } catch (Refusal refusal) {
        errors.add(
            refusal.at(
                index, idOf.apply(element) instanceof DataValue.Text(String text) ? text : null));
      }
    }

    @Override
    public void spoilt(EventError error) {
      errors.add(error);
    }
  }

  private void append(List<LogEntry> entries, Allowance allowance) {
    try {
      log.append(entries);
    } catch (RuntimeException e) {
      allowance.giveBack();
      throw e;
    }
  }

  /** A meter made a moment ago may not have reached us, which is asked before saying no. */
  private static void checkMeter(SnapshotValidator.Declared declared, MetersOfRequest meters) {
    if (!meters.isSnapshotMeter(declared.tenant(), declared.metricCode())) {
      throw new Refusal(
          Refusal.UNKNOWN_METER,
          "metric_code",
          declared.metricCode()
              + (meters.isEventMeter(declared.tenant(), declared.metricCode())
                  ? " is a meter of events"
                  : " is no meter of this tenant")
              + " (expected: a meter with source snapshots; create it with POST /api/v1/meters)");
    }
  }
}
