package io.meterhouse.aggregator.recompute;

import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.Recomputed;
import io.meterhouse.usagestore.EventHistogram;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventsAt;
import io.meterhouse.usagestore.MeterBuildRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Folds, for a version of a meter, the events that were there before it counted, in pieces, the
 * newest day first. What {@link #next} gives is given again until {@link #taken} says that it was
 * written together with its place. Not thread-safe.
 */
public final class MeterBuildWork {

  /** Hours that are planned at once; more than one day of one tenant and shard has. */
  static final int PAGE = 10_000;

  private static final Duration DAY = Duration.ofDays(1);

  private final MeterBuild build;
  private final @Nullable TenantId tenant;
  private final ToIntFunction<UniqueKey> partitions;
  private final Deque<BuildSteps.Step> ahead = new ArrayDeque<>();
  private BuildPlace place;

  /**
   * @param place where it was broken off
   * @param partitions the partition of usage.unique that a key is in
   * @throws IllegalArgumentException if it is not what the aggregate stage writes
   */
  public MeterBuildWork(MeterBuild build, BuildPlace place, ToIntFunction<UniqueKey> partitions) {
    if (build.getMeter().isEmpty() || build.getCut() < 0) {
      throw new IllegalArgumentException(
          "build: meter '%s', cut %d (expected: a meter, and a cut not below 0)"
              .formatted(build.getMeter(), build.getCut()));
    }
    this.build = build;
    this.tenant = build.getTenantId().isEmpty() ? null : TenantId.of(build.getTenantId());
    this.place = place;
    this.partitions = partitions;
  }

  /**
   * Something to be written, and where the build is with it.
   *
   * @param outcome may be empty
   */
  public record Part(RecomputeOutcome outcome, BuildPlace place) {}

  public int partition() {
    return build.getUniquePartition();
  }

  /** Up to where the partition has to be stored before it begins. */
  public long cut() {
    return build.getCut();
  }

  public BuildPlace place() {
    return place;
  }

  /**
   * What is to be written next.
   *
   * @throws SinkWriteException where the store cannot tell now
   */
  public Part next(MeterCatalog catalog, RecomputeStore store) {
    Optional<Meter> meter = meter(catalog);
    if (meter.isEmpty() || build.getCut() == 0) {
      return end();
    }
    if (ahead.isEmpty()) {
      lookAhead(meter.get(), store);
    }
    BuildSteps.Step step = ahead.peekFirst();
    return step == null ? end() : part(step, meter.get(), catalog, store);
  }

  /** That part is written. */
  public void taken(Part part) {
    ahead.pollFirst();
    place = part.place();
  }

  /** For whoever asks how far it is. */
  public MeterBuildRow row(boolean done, Instant now) {
    return new MeterBuildRow(
        tenant,
        build.getMeter(),
        build.getMeterVersion(),
        partition(),
        cut(),
        place.events(),
        place.folded(),
        place.misfits(),
        done,
        now.truncatedTo(ChronoUnit.MILLIS));
  }

  @Override
  public String toString() {
    return "build of %s version %d%s, partition %d"
        .formatted(
            build.getMeter(),
            build.getMeterVersion(),
            tenant == null ? "" : " of " + tenant,
            partition());
  }

  private Optional<Meter> meter(MeterCatalog catalog) {
    return catalog.all().stream()
        .filter(each -> isOurs(each) && (tenant == null || tenant.equals(each.tenant())))
        .filter(each -> tenant != null || each.tenant() == null)
        .findFirst();
  }

  private boolean isOurs(Meter meter) {
    return meter.code().equals(build.getMeter()) && meter.version() == build.getMeterVersion();
  }

  private Part end() {
    Recomputed built = answer().toBuilder().setBuilt(build).build();
    return new Part(outcome(List.of(built), EMPTY), place.allSent());
  }

  private static final RecomputeFold.Result EMPTY =
      new RecomputeFold.Result(List.of(), List.of(), List.of(), 0, 0);

  private Part part(BuildSteps.Step step, Meter meter, MeterCatalog catalog, RecomputeStore store) {
    RecomputeFold.Result result = EMPTY;
    if (counts(meter, step.range().tenant(), catalog) && isInPartition(step)) {
      RecomputePiece piece =
          new RecomputePiece(
              step.range(),
              WindowCheck.Scale.of(meter.windowSize()),
              step.after().shard(),
              partition(),
              Instant.ofEpochSecond(build.getReleasedUntilEpochSeconds()),
              build.getCut());
      long reached = store.storedUpTo(partition());
      result = Refolding.of(piece, MeterCatalog.of(List.of(meter)), store, reached);
    }
    return new Part(
        outcome(RecomputeOutcome.bases(answer(), result.bases()), result),
        place.after(step.after(), step.events(), result.unread()));
  }

  /** A platform's meter does not count for tenants that have one of that code of their own. */
  private boolean counts(Meter meter, TenantId of, MeterCatalog catalog) {
    return catalog.countingFor(of, meter.eventType()).stream()
        .anyMatch(each -> isOurs(each) && (each.tenant() == null) == (tenant == null));
  }

  /** Of events whose position is not known the histogram of every partition has all. */
  private boolean isInPartition(BuildSteps.Step step) {
    return partitions.applyAsInt(
            new UniqueKey(step.range().tenant().value(), step.range().type(), step.after().shard()))
        == partition();
  }

  private Recomputed answer() {
    return Recomputed.newBuilder().setCut(build.getCut()).setStateId(build.getStateId()).build();
  }

  private RecomputeOutcome outcome(List<Recomputed> answers, RecomputeFold.Result result) {
    return new RecomputeOutcome(
        partition(),
        result.released(),
        answers,
        build.getMeter() + "/" + build.getMeterVersion(),
        result.misfits(),
        result.events());
  }

  private void lookAhead(Meter meter, RecomputeStore store) {
    EventHistogram.Question question =
        new EventHistogram.Question(tenant, meter.eventType(), partition(), build.getCut());
    if (place.at() == null) {
      place = place.of(store.total(question));
    }
    BuildPlace.@Nullable At at = place.at();
    EventHistogram.@Nullable Cursor from = at == null ? null : cursor(at);
    while (ahead.isEmpty()) {
      List<EventsAt> page = store.histogram(question, from, PAGE);
      List<List<EventsAt>> days = days(page);
      if (page.size() == PAGE && days.size() > 1) {
        // The last one may go on in the next page.
        from = cursor(days.removeLast().getFirst());
      }
      for (List<EventsAt> day : days) {
        ahead.addAll(steps(day, meter, at));
      }
      if (page.size() < PAGE) {
        return;
      }
    }
  }

  private static List<List<EventsAt>> days(List<EventsAt> page) {
    List<List<EventsAt>> days = new ArrayList<>();
    for (EventsAt hour : page) {
      if (days.isEmpty() || !cursor(days.getLast().getFirst()).equals(cursor(hour))) {
        days.add(new ArrayList<>());
      }
      days.getLast().add(hour);
    }
    return days;
  }

  private static List<BuildSteps.Step> steps(
      List<EventsAt> day, Meter meter, BuildPlace.@Nullable At at) {
    EventHistogram.Cursor where = cursor(day.getFirst());
    EventRange range =
        new EventRange(
            TenantId.of(where.tenantId()), meter.eventType(), where.day(), where.day().plus(DAY));
    boolean isBegun = at != null && cursor(at).equals(where);
    return BuildSteps.of(range, WindowCheck.Scale.of(meter.windowSize()), day, isBegun ? at : null);
  }

  private static EventHistogram.Cursor cursor(BuildPlace.At at) {
    return new EventHistogram.Cursor(at.day(), at.tenantId(), at.shard());
  }

  private static EventHistogram.Cursor cursor(EventsAt hour) {
    long second = hour.start().getEpochSecond();
    Instant day = Instant.ofEpochSecond(second - Math.floorMod(second, DAY.toSeconds()));
    return new EventHistogram.Cursor(day, hour.tenantId(), hour.shard());
  }
}
