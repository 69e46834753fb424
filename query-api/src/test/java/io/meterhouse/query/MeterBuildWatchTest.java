package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeterBuildWatchTest {

  private final Stored stored = new Stored();
  private final MeterBuildWatch watch =
      new MeterBuildWatch(stored, stored::builds, 2, InstantSource.fixed(Instant.EPOCH));

  @Test
  void shouldNoteWhatChangedAlone() {
    stored.meter("still", BuildProgress.BEGUN);
    stored.meter("known", new BuildProgress(false, 8, 3, 0));
    stored.tells("known", partition(0, 3, false));
    stored.meter("begun", BuildProgress.BEGUN);
    stored.tells("begun", partition(0, 8, true), partition(1, 5, false));
    stored.meter("done", BuildProgress.BEGUN);
    stored.tells("done", partition(0, 8, true), partition(1, 8, true));

    watch.take();

    assertThat(stored.noted)
        .containsOnly(
            Map.entry("begun", new BuildProgress(false, 16, 13, 0)),
            Map.entry("done", new BuildProgress(true, 16, 16, 0)));
  }

  @Test
  void shouldNotKeepOtherMetersWaitingForOneThatFails() {
    stored.meter("bad", BuildProgress.BEGUN);
    stored.meter("done", BuildProgress.BEGUN);
    stored.tells("done", partition(0, 8, true), partition(1, 8, true));
    stored.failing = "bad";

    assertThatThrownBy(watch::take).hasMessage("bad fails");

    assertThat(stored.noted).containsOnlyKeys("done");
  }

  private static PartitionBuild partition(int number, long folded, boolean done) {
    return new PartitionBuild(number, 8, folded, 0, done, Instant.EPOCH);
  }

  /** Meters that are being built, and what was noted of them. */
  private static final class Stored implements Meters {

    private final List<MeterState> building = new ArrayList<>();
    private final Map<String, List<PartitionBuild>> told = new HashMap<>();
    private final Map<String, BuildProgress> noted = new HashMap<>();
    private String failing = "";

    void meter(String code, BuildProgress progress) {
      MeterDefinition definition =
          MeterDefinition.read(
              Bodies.json("{'code':'%s','event_type':'t','aggregation':'COUNT'}".formatted(code)));
      building.add(
          new MeterState(MeterVersions.of(definition.toMeter(1, Instant.EPOCH)), progress));
    }

    void tells(String code, PartitionBuild... partitions) {
      told.put(code, List.of(partitions));
    }

    List<PartitionBuild> builds(Meter version) {
      if (version.code().equals(failing)) {
        throw new IllegalStateException(failing + " fails");
      }
      return told.getOrDefault(version.code(), List.of());
    }

    @Override
    public List<MeterState> building(int limit) {
      return building;
    }

    @Override
    public void progressed(Meter version, BuildProgress progress, Instant now) {
      noted.put(version.code(), progress);
    }

    @Override
    public MeterState create(MeterDefinition definition, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Change change(MeterDefinition definition, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<MeterState> find(@Nullable TenantId tenant, String code) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<MeterState> list(@Nullable TenantId tenant, @Nullable String after, int limit) {
      throw new UnsupportedOperationException();
    }
  }
}
